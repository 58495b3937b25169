package io.keelson.node;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;

/** What ArchUnit does not show of a class. */
final class ByteCode {
  private ByteCode() {}

  /** Whether the class declares who may extend it. */
  static boolean isSealed(JavaClass javaClass) {
    return parse(javaClass).findAttribute(Attributes.permittedSubclasses()).isPresent();
  }

  /** Whether any method has a {@code synchronized} block. */
  static boolean hasMonitor(JavaClass javaClass) {
    for (MethodModel method : parse(javaClass).methods()) {
      if (method.code().isPresent()) {
        for (CodeElement element : method.code().get()) {
          if (element instanceof MonitorInstruction) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static ClassModel parse(JavaClass javaClass) {
    try (InputStream in = javaClass.getSource().orElseThrow().getUri().toURL().openStream()) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
