package node

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// Activate wakes serials of a series, for hand-over.
func (n *Node) Activate(_ context.Context, in MarkRequest) (MarkReply, error) {
	return n.mark(in, func(series entry.Hash, ranges []entry.Range) entry.Body {
		return &entry.Activate{Series: series, Ranges: ranges}
	})
}

// Cancel takes back serials that are still dormant; their money returns to the issuer.
func (n *Node) Cancel(_ context.Context, in MarkRequest) (MarkReply, error) {
	return n.mark(in, func(series entry.Hash, ranges []entry.Range) entry.Body {
		return &entry.Cancel{Series: series, Ranges: ranges}
	})
}

func (n *Node) mark(in MarkRequest, body func(entry.Hash, []entry.Range) entry.Body) (reply MarkReply, err error) {
	x, err := n.series(in.Series)
	if err != nil {
		return reply, err
	}
	ranges, err := parseRanges(in.Serials, x.Issue.Coupons())
	if err != nil {
		return reply, err
	}
	issuer, err := n.issuer(x, in.Passphrase)
	if err != nil {
		return reply, err
	}
	reply = MarkReply{Series: x.Name.String(), Total: int64(worth(x.Issue, ranges))}
	for _, r := range ranges {
		reply.Coupons += r.To - r.From + 1
	}
	made, err := n.write(issuer, body(x.Name, ranges), "", in.DryRun)
	reply.Entry = made.Entry
	if p, ok := err.(*Problem); ok && p.Code == words.NotDormant {
		return reply, problem(words.NotDormant, nil, "range", in.Serials, "serial", n.firstAwake(x, ranges))
	}
	return reply, err
}

// firstAwake is the first serial of some ranges that is not dormant, for the sentence.
func (n *Node) firstAwake(x ledger.Series, ranges []entry.Range) (serial string) {
	n.book.View(func(s *ledger.State) {
		for _, r := range ranges {
			for i := r.From; i <= r.To && serial == ""; i++ {
				if s.Coupon(ledger.CouponRef{Series: x.Name, Serial: i}).State != ledger.CouponDormant {
					serial = strconv.Itoa(i)
				}
			}
		}
	})
	return serial
}

// parseRanges reads 1-34 or 1-8,12 for a series of so many coupons; nothing is all of them. Its
// problem is bad_range.
func parseRanges(text string, coupons int) ([]entry.Range, error) {
	if strings.TrimSpace(text) == "" {
		return []entry.Range{{From: 1, To: coupons}}, nil
	}
	bad := problem(words.BadRange, nil, "range", text, "max", strconv.Itoa(coupons))
	var list []entry.Range
	for _, part := range strings.Split(text, ",") {
		first, last, pair := strings.Cut(strings.TrimSpace(part), "-")
		if !pair {
			last = first
		}
		from, errFrom := strconv.Atoi(strings.TrimSpace(first))
		to, errTo := strconv.Atoi(strings.TrimSpace(last))
		if errFrom != nil || errTo != nil || from < 1 || to < from || to > coupons {
			return nil, bad
		}
		list = append(list, entry.Range{From: from, To: to})
	}
	slices.SortFunc(list, func(a, b entry.Range) int { return cmp.Compare(a.From, b.From) })
	joined := list[:1]
	for _, r := range list[1:] {
		last := &joined[len(joined)-1]
		switch {
		case r.From <= last.To:
			return nil, bad // a serial named twice
		case r.From == last.To+1:
			last.To = r.To
		default:
			joined = append(joined, r)
		}
	}
	if len(joined) > entry.MaxRanges {
		return nil, problem(words.TooMany, nil, "count", strconv.Itoa(len(joined)), "max", strconv.Itoa(entry.MaxRanges))
	}
	return joined, nil
}

// Expire ends a series whose epoch has passed and whose date has come: what nobody has cashed
// goes back to the issuer.
func (n *Node) Expire(_ context.Context, in ExpireRequest) (reply MarkReply, err error) {
	x, err := n.series(in.Series)
	if err != nil {
		return reply, err
	}
	if n.steward() == nil {
		return reply, problem(words.NoStewardKey, nil)
	}
	today := n.config.now().Unix() / 86400
	if n.market().Epoch <= x.Issue.LastEpoch || today <= int64(x.Issue.LastDay) {
		return reply, problem(words.BadDate, nil, "date", day(x.Issue.LastDay))
	}
	topic := entry.Topic{Kind: entry.TopicExpire, Series: x.Name}
	body := &entry.Expire{}
	n.book.View(func(s *ledger.State) {
		if s.Decided(x.Issuer.Market, topic) {
			err = problem(words.Expired, nil)
			return
		}
		for i := 1; i <= x.Issue.Coupons(); i++ {
			c := s.Coupon(ledger.CouponRef{Series: x.Name, Serial: i})
			if c.State == ledger.CouponDormant || c.State == ledger.CouponGood {
				body.Returned = extend(body.Returned, i)
				reply.Coupons++
				reply.Total += int64(c.Value)
			}
		}
	})
	if err != nil {
		return reply, err
	}
	reply.Series = x.Name.String()
	if len(n.market().Stewards) > 1 {
		return n.moveEnd(x, in.DryRun)
	}
	made, err := n.word(&entry.Propose{Topic: topic, Value: body}, in.DryRun)
	reply.Entry = made.Entry
	return reply, err
}

// moveEnd moves, among several stewards, that a series end: what the rules work out goes back.
func (n *Node) moveEnd(x ledger.Series, dry bool) (reply MarkReply, err error) {
	voting, err := n.mayWord()
	if err != nil {
		return reply, err
	}
	var value entry.Value
	n.book.View(func(s *ledger.State) { value = s.Returnable(x.Name) })
	end, ok := value.(*entry.Expire)
	if !ok {
		return reply, problem(words.BadDate, nil, "date", day(x.Issue.LastDay))
	}
	reply = MarkReply{Series: x.Name.String(), Total: int64(worth(x.Issue, end.Returned))}
	for _, r := range end.Returned {
		reply.Coupons += r.To - r.From + 1
	}
	if dry {
		return reply, nil
	}
	done, err := n.move(voting, entry.Topic{Kind: entry.TopicExpire, Series: x.Name}, end)
	if err == nil {
		reply.Entry, reply.Moved = n.entryRef(done.Entry), !done.Decided
	}
	return reply, err
}

// extend adds one serial behind the last of some ranges.
func extend(list []entry.Range, serial int) []entry.Range {
	if last := len(list) - 1; last >= 0 && list[last].To == serial-1 {
		list[last].To = serial
		return list
	}
	return append(list, entry.Range{From: serial, To: serial})
}
