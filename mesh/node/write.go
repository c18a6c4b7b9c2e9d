package node

import (
	"reflect"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// write makes an entry at the head of a key's chain in the home market: asks the voters' rules
// first, so that what nobody would vote for is never signed; signs; and keeps it, with the
// steward's vote where he is here, before it answers. With dry nothing is signed.
func (n *Node) write(by *keys.Secret, body entry.Body, id string, dry bool) (EntryReply, error) {
	ref := ledger.Ref{Market: n.home, Key: by.Account()}
	draft := func(s *ledger.State) (*entry.Entry, error) {
		e := s.Next(ref, n.config.seconds())
		e.Body = body
		if s.Forked(ref) {
			return nil, ledger.ErrForkSeen
		}
		if err := s.Check(e, s.SpokenFor(ref)); err != nil {
			return nil, err
		}
		return e, e.Sign(by)
	}
	if dry {
		return n.tryOut(ref, body)
	}
	if id != "" {
		id = ref.Key.String() + " " + id
	}
	e, err := n.book.Write(draft, id)
	if err != nil {
		return EntryReply{}, n.told(err)
	}
	if id != "" && !reflect.DeepEqual(e.Body, body) {
		return EntryReply{}, problem(words.IDReused, nil, "id", id)
	}
	return EntryReply{n.entryRef(e)}, nil
}

// tryOut asks the rules and writes nothing.
func (n *Node) tryOut(ref ledger.Ref, body entry.Body) (reply EntryReply, err error) {
	n.book.View(func(s *ledger.State) {
		e := s.Next(ref, n.config.seconds())
		e.Body = body
		if err = s.Check(e, s.SpokenFor(ref)); err == nil && s.Forked(ref) {
			err = ledger.ErrForkSeen
		}
		reply.Entry = EntryRef{Author: e.Author, Seq: e.Seq}
	})
	return reply, n.told(err)
}

// word writes a steward's own word with the voting key that the machine holds.
func (n *Node) word(body entry.Body, dry bool) (EntryReply, error) {
	if n.voting == nil {
		return EntryReply{}, problem(words.NoStewardKey, nil)
	}
	if dry {
		return EntryReply{}, nil
	}
	return n.write(n.voting, body, "", false)
}

// entryRef tells an entry and how far it has come.
func (n *Node) entryRef(e *entry.Entry) EntryRef {
	ref := EntryRef{Author: e.Author, Seq: e.Seq, Hash: e.Hash().String()}
	n.book.View(func(s *ledger.State) { ref.Level = s.Level(e.Hash()).String() })
	return ref
}
