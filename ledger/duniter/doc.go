// Package duniter speaks to a node of the chain: SCALE bytes, the runtime's metadata, calls that are signed, and the
// JSON-RPC of one or more nodes over WebSocket.
//
// Nothing of the chain is a constant here. A Metadata is read from the node and everything is looked up in it by name:
// pallets, calls, arguments, storage, events, constants. So the same code speaks to runtimes years apart, and a runtime that
// has moved an index or renamed an argument is either understood or refused, never guessed at.
//
// The ground is pure: Reader and Writer (SCALE, strict: one value, one byte string), Metadata (versions 14 to 16), Decode and
// Encode by its types, StorageKey, Call, Sign. They know no clock and no socket, and no bytes however hostile make them
// allocate or recurse beyond the bounds in limits.go.
//
// On it stands the Node, which has the verbs: what chain is this, what is final, what stood in a block, what costs this, send
// that. It asks through a Caller: a Client, which keeps several endpoints, or a chain played in memory. What of an endpoint's
// word is believed and what is checked stands in doc/the-chain.md.
//
// Amounts are uint64 in hundredths of a Ğ1, heights are uint32 as on the chain, hashes are 32 bytes of blake2b. The room knows no
// ledger, no vault and no market: package chain does.
package duniter
