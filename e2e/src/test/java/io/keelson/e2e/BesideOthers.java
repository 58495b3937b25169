package io.keelson.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Test classes of which two may run at once, each in a JVM of its own: they bound no time tightly,
 * measure no speed, and have nothing of the machine but ports and folders. All others run alone.
 */
@Tag("beside-others")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface BesideOthers {}
