package node

import (
	"maps"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// local is a key of this machine, by its name or any form of its address.
func (n *Node) local(who string) (keystore.Entry, error) {
	list, err := keystore.ReadIndex(n.config.Dir)
	if err != nil {
		return keystore.Entry{}, n.told(err)
	}
	address, notAddress := keys.ParseAccount(who)
	for _, e := range list {
		if e.Use != keystore.UseSeries && (e.Name == who || notAddress == nil && e.Account == address) {
			return e, nil
		}
	}
	return keystore.Entry{}, problem(words.UnknownAccount, nil, "account", who)
}

// account is any account: one of this machine by its name, or any other by its address.
func (n *Node) account(who string) (keys.Account, error) {
	if found, err := n.local(who); err == nil {
		return found.Account, nil
	}
	a, err := keys.ParseAccount(who)
	if err != nil && looksLikeAddress(who) {
		return a, problem(words.BadAddress, err, "account", who)
	}
	if err != nil {
		return a, problem(words.UnknownAccount, err, "account", who)
	}
	return a, nil
}

// looksLikeAddress says whether a text that is no address was meant as one.
func looksLikeAddress(text string) bool { return len(text) >= 40 && !strings.Contains(text, " ") }

// payee is an account with its market: NAME, ADDRESS, or either with @MARKET behind it; fund is the
// market's guarantee fund.
func (n *Node) payee(who string) (_ ledger.Ref, err error) {
	name, market, abroad := strings.Cut(who, "@")
	r := ledger.Ref{Market: n.home}
	if abroad {
		if r.Market, err = n.marketNamed(market); err != nil {
			return r, err
		}
	}
	if n.meansFund(name) {
		r.Key = ledger.FundKey(n.communityID(), r.Market)
		return r, nil
	}
	r.Key, err = n.account(name)
	return r, err
}

// fundName is what a market's guarantee fund is called, in the place of an account's name.
const fundName = "fund"

// meansFund says whether a name is the fund's. An account that was called so before it was the
// fund's name keeps it.
func (n *Node) meansFund(name string) bool {
	_, err := n.local(name)
	return name == fundName && err != nil
}

// marketNamed is a market by its name or its id.
func (n *Node) marketNamed(name string) (id entry.MarketID, err error) {
	found := 0
	n.book.View(func(s *ledger.State) {
		for _, m := range s.Markets() {
			if m.Name == name || m.ID.String() == name {
				id = m.ID
				found++
			}
		}
	})
	if found != 1 {
		return id, problem(words.UnknownMarket, nil, "name", name)
	}
	return id, nil
}

// nameOf is how people here call an account: its name in the keystore, else its address.
func (n *Node) nameOf(a keys.Account) string { return n.names().of(a) }

// names is how the accounts of this machine are called.
type names map[keys.Account]string

// names reads them once, for many. Where the list cannot be read there are only addresses.
func (n *Node) names() names {
	list, err := keystore.ReadIndex(n.config.Dir)
	if err != nil {
		return nil
	}
	called := names{}
	for _, e := range list {
		if _, twice := called[e.Account]; !twice && e.Use != keystore.UseSeries {
			called[e.Account] = e.Name
		}
	}
	return called
}

// withFund has a market's fund called by its name too.
func (called names) withFund(fund keys.Account) names {
	all := maps.Clone(called)
	if all == nil {
		all = names{}
	}
	all[fund] = fundName
	return all
}

func (called names) of(a keys.Account) string {
	if name, known := called[a]; known {
		return name
	}
	return a.String()
}
