/**
 * What a redirect costs on whole servers: Carom against its peers ({@code carom bench peers}),
 * against itself under other options ({@code variants}), and against bounds on what can be counted
 * ({@code gate}).
 *
 * <p>Start with {@link dev.carom.bench.peers.PeersCommand}. A {@link dev.carom.bench.peers.Peer} is
 * a kind of server; every workload starts its own servers, warms them up, and has them driven in
 * turn, round by round, so that whatever disturbs the machine disturbs all of them. Only ratios
 * within a round mean anything.
 */
@NullMarked
package dev.carom.bench.peers;

import org.jspecify.annotations.NullMarked;
