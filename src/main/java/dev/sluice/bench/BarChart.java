package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Panels of horizontal bars, as SVG; each panel has a scale of its own, from 0 to its longest bar. Not thread-safe. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int BARS_FROM = 150;
    private static final int BARS_WIDTH = 480;
    private static final int BAR_HEIGHT = 16;
    private static final int LINE = 22;
    private static final int TITLE = 30;
    private static final int MARGIN = 12;

    private static final String FIRST = "#1a7f64";
    private static final String OTHERS = "#9aa5b1";

    private final List<String> shapes = new ArrayList<>();
    private int height = MARGIN;

    /** Adds a panel. Its first bar stands out. */
    void add(String title, Map<String, Double> bars) {
        height += TITLE;
        shapes.add(text(MARGIN, height - 10, "font-weight=\"bold\"", title));
        double longest =
                bars.values().stream().mapToDouble(value -> value).max().orElse(0);
        String colour = FIRST;
        for (Map.Entry<String, Double> bar : bars.entrySet()) {
            double width = longest > 0 ? Math.max(1, BARS_WIDTH * bar.getValue() / longest) : 1;
            int baseline = height + BAR_HEIGHT - 4;
            shapes.add(text(BARS_FROM - 8, baseline, "text-anchor=\"end\"", bar.getKey()));
            shapes.add(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                    BARS_FROM,
                    height,
                    width,
                    BAR_HEIGHT,
                    colour));
            shapes.add(text((int) (BARS_FROM + width) + 6, baseline, "", Report.text(bar.getValue())));
            height += LINE;
            colour = OTHERS;
        }
    }

    String svg() {
        int whole = height + MARGIN;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                                + " font-size=\"13\">%n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                        WIDTH,
                        whole,
                        WIDTH,
                        whole)
                + String.join("\n", shapes)
                + "\n</svg>\n";
    }

    private static String text(int x, int y, String attributes, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>", x, y, attributes, escaped);
    }
}
