// Package ledger is what everyone in Foirail meets at: the rules by which signed entries become
// money, the state that they make, the steward's vote, and the book that keeps it all.
//
// The ledger is a set of entries (package entry). Nobody orders them and no clock is read: the
// State is a pure function of the set, so that two nodes which hold the same entries have the
// same state hash, and to exchange news is to unite two sets. State computes that function
// entry by entry; Slow computes it again from nothing, plainly, and tests hold the two together.
//
// Three kinds of truth are told apart, with no more machinery than each needs. What is owned
// (payments, coupons, withdrawals) has one author and one slot, and counts when enough stewards
// have voted for it. What is attested (deposits, members, days) counts when a quorum has said
// the same. What is decided (the next epoch, the end of a series) counts when a quorum has
// agreed on one proposal; with one steward that is his signature.
//
// The state never judges a balance: what is certified counts. Cover, membership and lines are
// rules for voters, and stand in Steward.
//
// Everything here is a step: entries in; entries to persist, then to send, out. No clock, no
// chance, no socket and no map order decides anything. Core is the step, and it has three
// drivers: Book on a node's disk, the running node above it, and the seeded world in tests.
//
// Money is counted in units of 0.01 Ğ1. An entry moves an entry.Amount; balances are int64,
// may be negative, and wrap rather than stop, because no order of adding may matter.
package ledger
