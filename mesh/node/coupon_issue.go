package node

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"foirail/coupons"
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// Issue makes a coupon series. Its seed is in the locked keystore, durably, before the series is
// signed; a seed that an interrupted attempt leaves behind opens nothing.
func (n *Node) Issue(_ context.Context, in IssueRequest) (reply IssueReply, err error) {
	denominations, err := parseMake(in.Make)
	if err != nil {
		return reply, err
	}
	lastDay, err := parseDay(in.Expires)
	if err != nil {
		return reply, err
	}
	if int64(lastDay) <= n.config.now().Unix()/86400 {
		return reply, problem(words.BadDate, nil, "date", in.Expires)
	}
	if in.LastEpoch == 0 {
		in.LastEpoch = n.market().Epoch
	}
	if in.Issuer == "" {
		in.Issuer = in.From
	}
	from, err := n.secret(in.From, in.Passphrase)
	if err != nil {
		return reply, err
	}
	var seed [coupons.SeedSize]byte
	if _, err := io.ReadFull(n.config.random(), seed[:]); err != nil {
		return reply, err
	}
	maker, err := coupons.New(seed)
	if err != nil {
		return reply, err
	}
	body, err := maker.Issue(denominations, in.LastEpoch, lastDay, in.Issuer)
	if err != nil {
		return reply, err
	}
	// Ask before a seed is kept: what is refused leaves nothing behind.
	if _, err := n.tryOut(from, body); err != nil {
		return reply, err
	}
	if !in.DryRun {
		if err := n.keepSeed(body, seed, in.Passphrase); err != nil {
			return reply, err
		}
	}
	made, err := n.write(from, body, "", in.DryRun)
	return IssueReply{made.Entry.Hash, body.Coupons(), int64(body.Total()), made.Entry}, err
}

// keepSeed puts a series' seed into the keystore, bound to the root of its coupons' keys.
func (n *Node) keepSeed(body *entry.Issue, seed [coupons.SeedSize]byte, passphrase Hidden) error {
	return n.edit(passphrase, func(k *keystore.Keystore) error {
		return k.Add(keystore.Item{Name: "series " + hex.EncodeToString(body.Root[:8]), Use: keystore.UseSeries,
			Series: body.Root.String(), Seed: keystore.NewSeed(seed), From: "issue",
			Created: n.config.now().UTC().Truncate(1e9)})
	})
}

// maker is the maker of a series whose seed this machine has.
func (n *Node) maker(issue *entry.Issue, passphrase Hidden) (*coupons.Maker, error) {
	k, err := n.unlock(passphrase)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	for _, e := range k.List() {
		if e.Use == keystore.UseSeries && e.Series == issue.Root.String() {
			item, err := k.Get(e.Name)
			if err != nil {
				return nil, err
			}
			defer item.Destroy()
			return coupons.New(item.Seed.Bytes())
		}
	}
	return nil, problem(words.Locked, nil)
}

// parseMake reads 20x1,10x5,4x10: count x value, values in Ğ1. Equal values are added up, and
// the result is by value.
func parseMake(text string) ([]entry.Denomination, error) {
	counts := map[entry.Amount]int{}
	total := 0
	for _, part := range strings.Split(text, ",") {
		many, each, ok := strings.Cut(strings.ToLower(strings.TrimSpace(part)), "x")
		count, err := strconv.Atoi(strings.TrimSpace(many))
		if !ok || err != nil || count < 1 || count > entry.MaxCoupons {
			return nil, problem(words.Usage, err, "reason", text)
		}
		value, err := amount(strings.TrimSpace(each))
		if err != nil {
			return nil, err
		}
		if value > entry.MaxCouponValue {
			return nil, problem(words.BadAmountRange, nil, "amount", each)
		}
		counts[value] += count
		total += count
	}
	if total > entry.MaxCoupons {
		return nil, problem(words.TooMany, nil, "count", fmt.Sprint(total), "max", fmt.Sprint(entry.MaxCoupons))
	}
	if len(counts) > entry.MaxDenominations {
		return nil, problem(words.TooMany, nil, "count", fmt.Sprint(len(counts)), "max", fmt.Sprint(entry.MaxDenominations))
	}
	var list []entry.Denomination
	for value, count := range counts {
		list = append(list, entry.Denomination{Value: value, Count: count})
	}
	slices.SortFunc(list, func(a, b entry.Denomination) int { return cmp.Compare(a.Value, b.Value) })
	return list, nil
}

// series finds a series that counts by its name or the beginning of it.
func (n *Node) series(name string) (found ledger.Series, err error) {
	prefix := strings.ToLower(strings.TrimSpace(name))
	matches := 0
	for _, x := range n.allSeries() {
		if len(prefix) >= 4 && strings.HasPrefix(x.Name.String(), prefix) {
			found = x
			matches++
		}
	}
	if matches != 1 {
		return found, problem(words.UnknownSeries, nil)
	}
	return found, nil
}

// seriesName is a series as it is called on paper.
func seriesName(h entry.Hash) string { return strings.ToUpper(hex.EncodeToString(h[:4])) }

// couponSeries is a series as package coupons has it.
func (n *Node) couponSeries(x ledger.Series) coupons.Series {
	var community entry.Hash
	n.book.View(func(s *ledger.State) { community = s.Community() })
	return coupons.Series{Community: community, Market: x.Issuer.Market, Hash: x.Name, Issue: x.Issue}
}

// issuer is the secret of the account that issued a series.
func (n *Node) issuer(x ledger.Series, passphrase Hidden) (*keys.Secret, error) {
	secret, err := n.secret(x.Issuer.Key.String(), passphrase)
	if p, ok := err.(*Problem); ok && p.Code == words.UnknownAccount {
		return nil, problem(words.WrongIssuer, nil, "account", x.Issuer.Key.String())
	}
	return secret, err
}
