package io.keelson.node.sim;

import java.util.random.RandomGenerator;

/**
 * The character of a run, drawn from its seed: how busy it is and what goes wrong how often. Rates
 * are chances per call, intervals are means in milliseconds, 0 for never.
 *
 * @param members members at the start
 * @param clients clients
 * @param runMillis virtual time with faults
 * @param thinkMillis time between a client's answer and its next request
 * @param crashMillis between crashes of a member: what was not synced may be lost
 * @param killMillis between kills of a process: nothing is lost
 * @param stopMillis between orderly stops
 * @param powerMillis between crashes of all members at once
 * @param pauseMillis between pauses of a member
 * @param wallJumpMillis between jumps of a wall clock
 * @param partitionMillis between partitions
 * @param transferMillis between attempts to hand leadership over
 * @param memberMillis between attempts to add, promote or remove a member
 * @param diskFaults per disk call: an error
 * @param stopInCall per disk call: the machine stops before it
 * @param voteCrashes per vote that a member gives to another one: its machine stops right after it
 *     and is soon up again
 * @param rot per read of a starting member: a bit is wrong
 * @param flushes per written batch: the store makes a flush by itself
 * @param driftMax clocks run faster or slower by up to this share, in millionths
 * @param lateTurns per turn of an agent: it comes late by milliseconds
 * @param messages what happens to messages
 */
record SimProfile(
    int members,
    int clients,
    long runMillis,
    long thinkMillis,
    long crashMillis,
    long killMillis,
    long stopMillis,
    long powerMillis,
    long pauseMillis,
    long wallJumpMillis,
    long partitionMillis,
    long transferMillis,
    long memberMillis,
    double diskFaults,
    double stopInCall,
    double voteCrashes,
    double rot,
    double flushes,
    int driftMax,
    double lateTurns,
    Messages messages) {
  /**
   * What happens to messages between members, per message.
   *
   * @param lost it is lost
   * @param doubled it comes twice
   * @param delayed it is overtaken by others
   * @param delayMillisMax by how much it is late then
   */
  record Messages(double lost, double doubled, double delayed, long delayMillisMax) {}

  /** Draws a profile. */
  static SimProfile draw(RandomGenerator random, int members) {
    return new SimProfile(
        members,
        2 + random.nextInt(4),
        1200 + random.nextInt(1500),
        4L << random.nextInt(4),
        some(random, 500, 300, 2000),
        some(random, 400, 300, 2000),
        some(random, 200, 500, 2000),
        some(random, 300, 400, 2500),
        some(random, 300, 300, 1500),
        some(random, 200, 200, 1500),
        some(random, 600, 200, 1500),
        some(random, 300, 100, 1000),
        members == 1 ? 0 : some(random, 350, 60, 500),
        rate(random, 200, 0.003),
        rate(random, 300, 0.003),
        rate(random, 250, 0.6),
        rate(random, 40, 0.01),
        rate(random, 700, 0.1),
        random.nextInt(4) == 0 ? random.nextInt(100_000) : 0,
        rate(random, 300, 0.02),
        new Messages(
            rate(random, 500, random.nextInt(5) == 0 ? 0.3 : 0.05),
            rate(random, 400, 0.1),
            rate(random, 500, 0.2),
            1L + random.nextInt(300)));
  }

  /** The same with another fate of messages. */
  SimProfile with(Messages fate) {
    return new SimProfile(
        members,
        clients,
        runMillis,
        thinkMillis,
        crashMillis,
        killMillis,
        stopMillis,
        powerMillis,
        pauseMillis,
        wallJumpMillis,
        partitionMillis,
        transferMillis,
        memberMillis,
        diskFaults,
        stopInCall,
        voteCrashes,
        rot,
        flushes,
        driftMax,
        lateTurns,
        fate);
  }

  private static long some(RandomGenerator random, int perMille, int least, int most) {
    long value = (long) least + random.nextInt(most - least);
    return random.nextInt(1000) < perMille ? value : 0;
  }

  private static double rate(RandomGenerator random, int perMille, double most) {
    double value = random.nextDouble() * most;
    return random.nextInt(1000) < perMille ? value : 0;
  }

  /** Whether a chance comes true. */
  static boolean happens(RandomGenerator random, double chance) {
    return chance > 0 && random.nextDouble() < chance;
  }
}
