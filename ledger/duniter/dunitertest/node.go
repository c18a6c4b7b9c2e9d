package dunitertest

import "foirail/ledger/duniter"

// What a room needs by name that plays a chain in memory and dials none.
type (
	Node      = duniter.Node
	Hash      = duniter.Hash
	Block     = duniter.Block
	Call      = duniter.Call
	Event     = duniter.Event
	Opened    = duniter.Opened
	Extrinsic = duniter.Extrinsic
	Intent    = duniter.Intent
	Variant   = duniter.Variant
)

// Ask is a node's verbs, asked of this chain by a Caller.
func (c *Chain) Ask(by duniter.Caller) *Node { return duniter.NewNode(c.Genesis(), by, by) }

// Flat lists a call and all calls within it that are no mere wrapping, in the order in which they are done.
func Flat(o Opened) (list []Opened) {
	a := arguments(o.Args)
	if inner := a.calls("calls"); inner != nil {
		for _, c := range inner {
			list = append(list, Flat(c)...)
		}
		return list
	}
	if inner, ok := duniter.Inner(a["call"]); ok {
		return Flat(inner)
	}
	return []Opened{o}
}
