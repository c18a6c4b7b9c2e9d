// Package mesh is what a node says to other nodes, and what it makes of what it hears, so that all
// come to hold the same set of entries. SPEC.md beside this file draws every byte of it.
//
// A set of entries is told by its frontier (package ledger): the heads of the stewards' chains,
// and what no steward has voted for yet. Two nodes greet each other and compare digests of eight
// bytes. Where these differ each tells its frontier, and each gives the other what that one lacks:
// one round, at a cost in proportion to the difference. What is made here is pushed at once to
// every peer; what came from a peer is not pushed on, save the proof of a fork, which goes first
// and to all. So a lost push never matters: the next comparison finds it.
//
// Sync is that conversation, and pure: messages, news of the book and ticks in; messages and
// entries for the book out. It reads no clock, no socket and no disk, and the seeded world drives
// it as the node does. Mesh is the loop around it, which joins a Book to its links.
//
// Air is the same on a radio's air, where a frame is short, lost or heard by everybody, and airtime is
// what is scarce: news is said once, beacons find what was lost, and one answer serves all who lack the
// same (SPEC.md, section 9). It is as pure, and Mesh joins one to each radio.
//
// Nothing here is trusted. Entries prove themselves at the book's door; everything else that a
// peer says is a hint, and a false one costs the liar's own share only: every queue has a bound
// (limits.go), a peer pays for the work that it makes (credit.go), peers and authors have fair turns,
// and an author whom the ledger does not know shares one small room with all other strangers.
//
// Time is counted in ticks, about twenty a second, which the driver gives. Sizes are in bytes.
package mesh
