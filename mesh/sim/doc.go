// Package sim is the seeded world: a whole market in one goroutine. Stewards' nodes, people with
// phones and paper, links that fail and machines that stop live in virtual time, and one seed says
// all that happens. It drives the cores as they are, ledger.Core and ledger.Steward, and what goes
// over a link is encoded and read again.
//
// A world is founded by one steward, grows to several, is troubled (World.trouble) while people
// pay, and is healed. After every step of every honest node it is asked whether what the design
// promises still holds: each promise is a function, I1 to I12. They lean on a Chronicle, which
// sees all that anybody ever said, counts votes by itself and trusts nothing that a node says.
//
// Some worlds have a chain beside them, which is really executed: blocks on the same heap of events, forks
// before they are final, extrinsics that are lost, late or sent again. There people deposit and are paid,
// each steward reads by a road that is closed most of the time, and an audit keeps the chain's own books.
//
// In some worlds the nodes are in villages that only radios join: what goes between them goes over the
// air of loratest, whose time the world's clock drives, in the forms that mesh.Air gives it. No radio may
// be on the air longer than the law lets it.
//
// What cheats is here and nowhere else: people who pay twice, two who cash one coupon, stewards
// who vote for both sides, fork, lie and are late. Faults are held to what is recoverable: never
// more than f stewards cheat or have lost their memory, and in the end every machine is up.
//
// Time is counted in virtual milliseconds, money in units of 0.01 Ğ1. A breach tells its seed, and
// the same seed always gives the same world. Nothing but tests calls this room.
package sim
