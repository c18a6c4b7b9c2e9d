// Package dunitertest plays a chain for tests: the part of the Ğ1's runtime that Foirail uses, executed for real, behind a node's
// JSON-RPC.
//
// A Table is a runtime in some lines of text; Metadata writes it in the chain's own form, in each of the versions that are read.
// A Chain is a pure state machine: extrinsics go in, blocks are made when it is told so, and are final when it is told so; forks
// are made on command. It checks signatures, nonces and eras, moves money, reaps accounts below the existential deposit, keeps
// multisigs, proxies and identities, creates dividends, charges fees, and takes a batch back when one of its calls fails. It has
// no clock, socket or chance, so seeded worlds drive it.
//
// A Server stands around a Chain: endpoints on loopback that speak JSON-RPC over WebSocket, of which each may be slow, lag
// behind, drop its connections or lie.
//
// It is no second Duniter. What Foirail never looks at is left out: consensus, web-of-trust rules, state roots. Where it imitates
// a trap of the real chain, the comment says so.
package dunitertest
