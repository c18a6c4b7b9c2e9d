package node

import (
	"reflect"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// write makes an entry at the head of a key's chain in the home market: asks the voters' rules
// first, so that what nobody would vote for is never signed; signs; and keeps it, with the
// steward's vote where he is here, before it answers. With dry nothing is kept.
func (n *Node) write(by *keys.Secret, body entry.Body, id string, dry bool) (EntryReply, error) {
	if dry {
		return n.tryOut(by, body)
	}
	if id != "" {
		id = by.Account().String() + " " + id
	}
	e, err := n.book.Write(n.draft(by, body), id)
	if err != nil {
		return EntryReply{}, n.told(err)
	}
	if id != "" && !reflect.DeepEqual(e.Body, body) {
		return EntryReply{}, problem(words.IDReused, nil, "id", id)
	}
	return EntryReply{n.entryRef(e)}, nil
}

// draft makes the next entry of a key's chain, unless the rules are against it.
func (n *Node) draft(by *keys.Secret, body entry.Body) ledger.Draft {
	ref := ledger.Ref{Market: n.home, Key: by.Account()}
	return func(s *ledger.State) (*entry.Entry, error) {
		e := s.Next(ref, n.config.seconds())
		e.Body = body
		if barred(s, ref) {
			return nil, ledger.ErrForkSeen
		}
		if err := s.Check(e, s.SpokenFor(ref)); err != nil {
			return nil, beyondLine(s, ref, err)
		}
		return e, e.Sign(by)
	}
}

// barred says whether a key has signed twice and no decision has ended that: nobody would vote for
// what it signs now. A voting key's double word is never ended.
func barred(s *ledger.State, ref ledger.Ref) bool {
	if !s.Forked(ref) {
		return false
	}
	if seat, _ := s.Serves(ref); seat > 0 {
		return true
	}
	return slices.ContainsFunc(s.Disputes(ref.Market), func(d ledger.Dispute) bool { return d.Author == ref && d.Open })
}

// tryOut asks the rules and the form, and writes nothing: the entry is thrown away.
func (n *Node) tryOut(by *keys.Secret, body entry.Body) (reply EntryReply, err error) {
	var e *entry.Entry
	n.book.View(func(s *ledger.State) { e, err = n.draft(by, body)(s) })
	if err != nil {
		return reply, n.told(err)
	}
	reply.Entry = EntryRef{Author: e.Author, Seq: e.Seq}
	return reply, nil
}

// word writes a steward's own word with the voting key that the machine holds.
func (n *Node) word(body entry.Body, dry bool) (EntryReply, error) {
	voting, err := n.mayWord()
	if err != nil {
		return EntryReply{}, err
	}
	return n.write(voting, body, "", dry)
}

// entryRef tells an entry and how far it has come.
func (n *Node) entryRef(e *entry.Entry) EntryRef {
	ref := EntryRef{Author: e.Author, Seq: e.Seq, Hash: e.Hash().String()}
	n.book.View(func(s *ledger.State) { ref.Level = s.Level(e.Hash()).String() })
	return ref
}
