// Package chain is where a market's money meets the chain: the vault, what comes into it, and the
// batches that pay out of it.
//
// Everything here is a function of two things: the ledger's state, and what is known of finalised
// blocks. It asks no node and signs nothing by itself. Whoever drives it (the running node, a seeded
// world) reads the chain by package duniter, gives what it read, puts on the disk what it is given
// to send, and sends it after that.
//
// A Vault is the account of the stewards' vault keys together. Standing says which vault a market's
// next batch acts on, and what it has to do: open a vault, pay, or hand over to the next stewards.
// A Ground is what is known of the chain; Plan works out by it who is paid and who has to wait, Call
// makes the exact bytes, and Desk proposes and judges batches for a steward. Due says what somebody
// with a vault key should sign next, and Act.Fate what became of what he signed. Scan reads deposits
// and receipts out of a block.
//
// Reconcile makes the Report that people read after an outage: where every cent is, what is to be paid,
// who bears what. It takes a state, and beside it what is known: a Ground for each market whose chain
// was asked, and a Past, made of the book's entries, of who has voted for what.
//
// What makes a batch run once is the chain itself, not anybody's memory: each batch leaves a marker of
// its own number and takes that of the batch before away. Run twice it fails on the first, out of
// turn on the second, and nothing of it stands.
//
// Amounts are units of 0.01 Ğ1, as everywhere. Heights are blocks of the chain. SPEC.md has the bytes
// that are ours: markers, remarks, and what a batch's call is made of.
package chain
