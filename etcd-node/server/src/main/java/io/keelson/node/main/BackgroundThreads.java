package io.keelson.node.main;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that the kernel lets run after the others: on few cores, a thread that reads the whole
 * store would otherwise make each hand-over of a put wait for its time slice. Java's own priorities
 * have no effect on Linux without a JVM option that warns unless it is root's, hence {@code
 * setpriority(2)}, which on Linux is about the calling thread alone. Lowering is allowed to
 * everybody and cannot be taken back, so a thread does nothing else.
 */
final class BackgroundThreads implements ThreadFactory {
  /** Has a tenth of the weight of the usual 0; not 19, since the work is to end some time. */
  private static final int NICE = 10;

  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;

  private final String prefix;
  private final AtomicInteger count = new AtomicInteger();

  BackgroundThreads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Thread newThread(Runnable work) {
    return Thread.ofPlatform()
        .name(prefix + count.getAndIncrement())
        .daemon(true)
        .unstarted(
            () -> {
              yieldToOthers();
              work.run();
            });
  }

  /** A kernel that refuses, as a sandbox may, leaves the thread as all others are. */
  @SuppressWarnings("restricted") // the launcher enables native access, for RocksDB too
  private static void yieldToOthers() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setPriority =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setpriority"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    try {
      int _ = (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE);
    } catch (Throwable e) {
      throw new IllegalStateException("setpriority(2) cannot be called", e);
    }
  }
}
