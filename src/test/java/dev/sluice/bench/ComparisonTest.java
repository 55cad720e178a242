package dev.sluice.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ComparisonTest {
    private static final String FANOUT = "fanout, 10 subscribers";
    private static final String RATE = "saturated: deliveries/s";

    private final Comparison comparison = Comparison.ofServers();

    @BeforeEach
    void addFigures() {
        comparison.add("own", FANOUT, Map.of(RATE, 3_000.0, "alone", 1.0));
        comparison.add("peer <C>", FANOUT, Map.of(RATE, 1_500.0));
        comparison.add("third", FANOUT, Map.of(RATE, 0.0));
        comparison.add("own", "tiny", Map.of("us", 0.0007));
        comparison.add("third", "tiny", Map.of("us", 0.0028));
        comparison.add("third", "queue, 5 connections", Map.of("messages/s", 7.5));
    }

    @Test
    void tableHasRatiosToTheFirst() {
        assertEquals("""
                | | own | peer <C> | third |
                | --- | --- | --- | --- |
                | **fanout, 10 subscribers** | | | |
                | saturated: deliveries/s | 3,000 | 1,500 (2) | 0 |
                | **tiny** | | | |
                | us | 0.0007 |  | 0.0028 (0.25) |
                """, comparison.table());
    }

    @Test
    void loadsOfOneBenchmarkStandTogether() {
        Comparison loads = Comparison.ofLoads();
        loads.add("10", FANOUT, Map.of(RATE, 3_000.0));
        loads.add("20", "fanout, 20 subscribers", Map.of(RATE, 1_500.0));
        assertEquals("""
                | | 10 | 20 |
                | --- | --- | --- |
                | **fanout** | | |
                | saturated: deliveries/s | 3,000 | 1,500 |
                """, loads.table());
    }

    @Test
    @DisplayName("The chart has a bar for each server, on the scale of its panel")
    void chartHasBarsOnTheirPanelsScale() throws Exception {
        Document chart = parse(comparison.chart());
        NodeList bars = chart.getElementsByTagName("rect"); // the first is the background
        assertEquals(5, bars.getLength());
        double first = width(bars, 1);
        assertEquals(first / 2, width(bars, 2), 0.1);
        assertTrue(width(bars, 3) <= 1);
        assertEquals(first, width(bars, 4), 0.1);
        String texts = chart.getDocumentElement().getTextContent();
        assertTrue(texts.contains(FANOUT + ": " + RATE), texts);
        assertTrue(texts.contains("peer <C>"), texts);
        assertFalse(texts.contains("alone"), texts);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static double width(NodeList bars, int index) {
        return Double.parseDouble(((Element) bars.item(index)).getAttribute("width"));
    }
}
