package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** A test's name is a short description. A sentence that says more goes into {@code @DisplayName}. */
class TestNamesTest {
    private static final int MAX_WORDS = 8;

    @Test
    void namesHaveAtMostEightWords() {
        List<Method> tests =
                ReflectionSupport.findAllClassesInPackage(
                                "dev.sluice", type -> true, name -> name.matches(".*(Test|IT)"))
                        .stream()
                        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                        .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                        .toList();
        assertFalse(tests.isEmpty());
        assertEquals(
                List.of(),
                tests.stream()
                        .filter(test -> words(test.getName()) > MAX_WORDS)
                        .map(test -> test.getDeclaringClass().getName() + "." + test.getName())
                        .toList());
    }

    /** Of a name in camel case, with or without underscores. */
    private static int words(String name) {
        return name.split("(?=[A-Z])|_").length;
    }
}
