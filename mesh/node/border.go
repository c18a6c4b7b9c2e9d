package node

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// BorderReply is what has crossed between the home market and another one, in units of 0.01 Ğ1.
type BorderReply struct {
	Market string `json:"market"` // the other, by name
	ID     string `json:"id"`
	In     int64  `json:"in"`   // came from there
	Out    int64  `json:"out"`  // went there
	Got    int64  `json:"got"`  // its vault has paid to this market's
	Sent   int64  `json:"sent"` // this market's vault has paid to its
	Owed   int64  `json:"owed"` // what the other owes; below zero, what this one owes
	Line   int64  `json:"line"` // how much of what came counts here, beyond what went back and was paid
}

// borders lists the borders of a market. Its lines are those of its policy as given, which may be one
// that is only moved.
func (n *Node) borders(m ledger.Market) []BorderReply {
	list := []BorderReply{}
	n.book.View(func(s *ledger.State) {
		all := s.Borders(m.ID)
		for _, granted := range m.Policy.Borders {
			if !slices.ContainsFunc(all, func(b ledger.Border) bool { return b.With == granted.Market }) {
				all = append(all, ledger.Border{With: granted.Market})
			}
		}
		for _, b := range all {
			other, _ := s.Market(b.With)
			reply := BorderReply{Market: other.Name, ID: b.With.String(), In: b.In, Out: b.Out, Got: b.Got, Sent: b.Sent, Owed: b.Owed}
			for _, granted := range m.Policy.Borders {
				if granted.Market == b.With {
					reply.Line = int64(granted.Line)
				}
			}
			list = append(list, reply)
		}
	})
	return list
}

// withBorders gives a policy other lines at its borders, each written MARKET=AMOUNT. A line of zero
// takes it away.
func (n *Node) withBorders(policy entry.Policy, lines []string) (entry.Policy, error) {
	list := slices.Clone(policy.Borders)
	for _, text := range lines {
		at := strings.LastIndexByte(text, '=')
		if at < 0 {
			return policy, problem(words.Usage, nil, "reason", "--border "+text+": MARKET=LINE")
		}
		other, err := n.marketNamed(text[:at])
		if err != nil {
			return policy, err
		}
		line, err := units(text[at+1:])
		if err != nil {
			return policy, err
		}
		if other == n.home {
			return policy, problem(words.Usage, nil, "reason", "--border "+text)
		}
		list = slices.DeleteFunc(list, func(b entry.Border) bool { return b.Market == other })
		if line > 0 {
			list = append(list, entry.Border{Market: other, Line: line})
		}
	}
	if len(list) > entry.MaxBorders {
		return policy, problem(words.TooMany, nil, "count", strconv.Itoa(len(list)), "max", strconv.Itoa(entry.MaxBorders))
	}
	slices.SortFunc(list, func(a, b entry.Border) int { return bytes.Compare(a.Market[:], b.Market[:]) })
	policy.Borders = list
	return policy, nil
}

// beyondLine says, of an account that would have enough if all of its money counted, that some of it
// came from other markets and is beyond the line; else it gives back why.
func beyondLine(s *ledger.State, r ledger.Ref, why error) error {
	var short *ledger.Insufficient
	if b := s.Balance(r); errors.As(why, &short) && b.Final+b.Backed >= short.Needs {
		return problem(words.BorderLine, why, "have", strconv.FormatInt(short.Has, 10), "need", strconv.FormatInt(short.Needs, 10))
	}
	return why
}
