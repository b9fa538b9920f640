package dev.carom.faults;

import java.util.List;

/**
 * What was done with one code, and what its followers were told.
 *
 * @param operations in the order in which they were begun; two overlap only if one is a restore
 */
record CodeHistory(String code, List<Operation> operations, List<Follow> follows) {

  CodeHistory {
    operations = List.copyOf(operations);
    follows = List.copyOf(follows);
  }
}
