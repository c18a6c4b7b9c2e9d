package node

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"foirail/coupons"
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
	"foirail/print/qr"
)

// Check tells what coupons are worth, by a code or a picture. A forged one is told by its state.
func (n *Node) Check(_ context.Context, in CheckRequest) ([]CheckReply, error) {
	texts, err := n.codes(in.Code, in.Picture, coupons.KindPublic, coupons.KindHidden)
	if err != nil {
		return nil, err
	}
	var replies []CheckReply
	for _, text := range texts {
		one, err := n.checkOne(text)
		if err != nil {
			return nil, err
		}
		replies = append(replies, one)
	}
	return replies, nil
}

// codes is the coupon codes of a request: the typed one, or those in a picture of the first kind
// that the picture has any of.
func (n *Node) codes(code Hidden, picture []byte, kinds ...coupons.Kind) ([]string, error) {
	if len(picture) == 0 {
		return []string{strings.TrimSpace(string(code))}, nil
	}
	texts, err := qr.ReadFile(bytes.NewReader(picture))
	if errors.Is(err, qr.ErrNoCode) {
		return nil, problem(words.NoCodeInPicture, nil)
	}
	if err != nil {
		return nil, problem(words.UnreadablePicture, err)
	}
	for _, kind := range kinds {
		var found []string
		for _, text := range texts {
			if coupons.KindOf(text) == kind {
				found = append(found, text)
			}
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	return nil, problem(words.NoCodeInPicture, nil)
}

func (n *Node) checkOne(text string) (CheckReply, error) {
	switch coupons.KindOf(text) {
	case coupons.KindPublic:
		return n.checkPublic(text)
	case coupons.KindHidden:
		ref, _, err := n.opens(text)
		if err != nil {
			return CheckReply{}, err
		}
		return n.state(ref, true), nil
	case coupons.KindLookup:
		return n.checkLookup(text)
	}
	return CheckReply{}, problem(words.BadCode, nil)
}

// checkPublic verifies paper by its outside, then asks the ledger.
func (n *Node) checkPublic(text string) (CheckReply, error) {
	public, err := coupons.ParsePublic(strings.ToUpper(text)) // some scanners give small letters
	if errors.Is(err, coupons.ErrNewer) {
		return CheckReply{}, problem(words.NewerVersion, err)
	}
	if err != nil {
		return CheckReply{}, problem(words.BadCode, err)
	}
	known := false
	for _, x := range n.allSeries() {
		if !public.Names(x.Name) {
			continue
		}
		known = true
		if public.Verify(n.couponSeries(x)) == nil {
			return n.state(ledger.CouponRef{Series: x.Name, Serial: public.Serial}, true), nil
		}
	}
	if known {
		return CheckReply{State: "forged"}, nil
	}
	return CheckReply{}, problem(words.UnknownSeries, nil)
}

// checkLookup asks the ledger only: anybody can write a lookup code.
func (n *Node) checkLookup(text string) (CheckReply, error) {
	lookup, err := coupons.ParseLookup(text)
	if err != nil {
		return CheckReply{}, problem(words.BadCode, err)
	}
	for _, x := range n.allSeries() {
		if lookup.Matches(x.Name) && lookup.Serial <= x.Issue.Coupons() {
			return n.state(ledger.CouponRef{Series: x.Name, Serial: lookup.Serial}, false), nil
		}
	}
	return CheckReply{}, problem(words.UnknownSeries, nil)
}

func (n *Node) allSeries() (list []ledger.Series) {
	n.book.View(func(s *ledger.State) { list = s.Series() })
	return list
}

// state is what the ledger says of a coupon. Good is said only where the quorum is in touch;
// elsewhere it is genuine, and not known to be cashed here.
func (n *Node) state(ref ledger.CouponRef, proven bool) CheckReply {
	var c ledger.Coupon
	var x ledger.Series
	n.book.View(func(s *ledger.State) {
		c = s.Coupon(ref)
		x, _ = s.SeriesNamed(ref.Series)
	})
	reply := CheckReply{State: c.State.String(), Series: ref.Series.String(), Serial: ref.Serial,
		Value: int64(c.Value), Proven: proven}
	if x.Issue != nil {
		reply.Expires, reply.Issuer = day(x.Issue.LastDay), x.Issue.Issuer
	}
	if c.State == ledger.CouponGood && !n.inTouch() {
		reply.State = "genuine"
	}
	if c.State == ledger.CouponCashed {
		reply.CashedAt, reply.CashedTo = date(c.Cashed.When), n.nameOf(c.Cashed.To.Key)
	}
	return reply
}

// opens finds the coupon that a hidden code opens.
func (n *Node) opens(text string) (ref ledger.CouponRef, secret coupons.Secret, err error) {
	if secret, err = coupons.ParseSecret(text); err != nil {
		return ref, secret, problem(words.BadCode, nil)
	}
	key, err := secret.Key()
	if err != nil {
		return ref, secret, err
	}
	var refs []ledger.CouponRef
	n.book.View(func(s *ledger.State) { refs = s.CouponsOf(key.Account()) })
	if len(refs) == 0 {
		return ref, secret, problem(words.UnknownSeries, nil)
	}
	return refs[0], secret, nil
}

// Redeem cashes coupons by their hidden side, each to the payee named. A coupon that is cashed
// already is refused, with when and to whom, whoever asks. Of several in one picture each is told
// by itself: one that is refused keeps none of the others from being cashed.
func (n *Node) Redeem(_ context.Context, in RedeemRequest) ([]RedeemReply, error) {
	to, err := n.payee(in.To)
	if err != nil {
		return nil, err
	}
	texts, err := n.codes(in.Code, in.Picture, coupons.KindHidden, coupons.KindPublic)
	if err != nil {
		return nil, err
	}
	var replies []RedeemReply
	for _, text := range texts {
		one, err := n.redeemOne(text, to, in.DryRun)
		if err != nil && len(texts) == 1 {
			return nil, err
		}
		if err != nil {
			errors.As(n.told(err), &one.Problem)
		}
		replies = append(replies, one)
	}
	return replies, nil
}

func (n *Node) redeemOne(text string, to ledger.Ref, dry bool) (reply RedeemReply, err error) {
	switch coupons.KindOf(text) {
	case coupons.KindPublic, coupons.KindLookup:
		return reply, problem(words.PublicSideCannotCash, nil)
	case coupons.KindUnknown:
		return reply, problem(words.BadCode, nil)
	}
	ref, secret, err := n.opens(text)
	if err != nil {
		return reply, err
	}
	e, value, err := n.redemption(ref, secret, to)
	if err != nil {
		return reply, err
	}
	reply = RedeemReply{Series: ref.Series.String(), Serial: ref.Serial, Value: int64(value)}
	if dry {
		return reply, nil
	}
	_, err = n.book.Write(func(s *ledger.State) (*entry.Entry, error) {
		return e, redeemable(s, e, ref)
	}, "")
	if err != nil {
		return reply, n.cashedBy(n.told(err))
	}
	reply.Entry = n.entryRef(e)
	return reply, nil
}

// redemption makes the entry, after asking whether it would count.
func (n *Node) redemption(ref ledger.CouponRef, secret coupons.Secret, to ledger.Ref) (e *entry.Entry, value entry.Amount, err error) {
	var x ledger.Series
	known := false
	n.book.View(func(s *ledger.State) { x, known = s.SeriesNamed(ref.Series) })
	if !known {
		return nil, 0, problem(words.UnknownSeries, nil)
	}
	value = x.Issue.Value(ref.Serial)
	if e, err = coupons.Redeem(secret, n.couponSeries(x).Coupon(ref.Serial), coupons.Payee{Market: to.Market, Account: to.Key}); err != nil {
		return nil, 0, err
	}
	n.book.View(func(s *ledger.State) { err = redeemable(s, e, ref) })
	return e, value, n.cashedBy(n.told(err))
}

// redeemable asks the rules, and refuses what is cashed even to the same payee: at a counter a
// second "cashed" would be taken for a second coupon.
func redeemable(s *ledger.State, e *entry.Entry, ref ledger.CouponRef) error {
	if c := s.Coupon(ref); c.State == ledger.CouponCashed {
		return &c.Cashed
	}
	return s.Check(e, 0)
}

// cashedBy names whoever a coupon was cashed to as people here call him.
func (n *Node) cashedBy(err error) error {
	if p, ok := err.(*Problem); ok && p.Code == words.AlreadyCashed {
		if to, wrong := n.account(p.Args["to"]); wrong == nil {
			p.Args["to"] = n.nameOf(to)
		}
	}
	return err
}
