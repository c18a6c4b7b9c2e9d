package node

import (
	"foirail/ledger"
	"foirail/ledger/keys"
)

// FromReply is from where a book counts: from the first entry, or from a cut that stewards vouch for.
type FromReply struct {
	First bool `json:"first"` // from the first entry; then nothing else is told

	Epoch uint32         `json:"epoch,omitempty"` // in which they drew it
	State string         `json:"state,omitempty"` // at the cut
	Heads []HeadReply    `json:"heads,omitempty"` // the cut
	By    []keys.Account `json:"by,omitempty"`    // the voting keys of those who vouch
	Names []string       `json:"names,omitempty"` // what they are called, in the same order
	Time  string         `json:"time,omitempty"`  // when the first of them drew it, RFC 3339, as he says
}

// HeadReply is where a cut goes through one steward's chain.
type HeadReply struct {
	Author keys.Account `json:"author"`
	Seq    uint32       `json:"seq"`
	Hash   string       `json:"hash"`
}

// from is from where this book counts.
func (n *Node) from() FromReply {
	o, begun := n.book.Origin()
	if !begun {
		return FromReply{First: true}
	}
	return n.fromOf(o)
}

func (n *Node) fromOf(o ledger.Origin) FromReply {
	reply := FromReply{Epoch: o.Epoch, State: o.State.String(), By: o.By}
	for _, h := range o.Heads {
		reply.Heads = append(reply.Heads, HeadReply{h.Author, h.Seq, h.Hash.String()})
	}
	n.book.View(func(s *ledger.State) {
		for _, key := range o.By {
			reply.Names = append(reply.Names, s.StewardName(o.Market, key))
		}
	})
	if o.Time > 0 {
		reply.Time = date(o.Time)
	}
	return reply
}
