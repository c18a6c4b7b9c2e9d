package chain

import (
	"slices"
	"strings"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// Named is the key that a remark names: an address of the chain, alone or behind "foirail:".
func Named(remark string) (keys.Account, bool) {
	a, err := keys.ParseAccount(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(remark), "foirail:")))
	return a, err == nil && !a.IsWeak()
}

// name is the key that somebody named for his money, if he named one.
type name struct {
	key keys.Account
	ok  bool
}

// named are the keys named for the transfers to the vaults that an extrinsic made, by whose money it is, in their order.
type named map[keys.Account][]name

// next is the name for the next transfer of who sends it.
func (n named) next(e duniter.Event) (first name) {
	from, _ := e.Fields()["from"].(keys.Account)
	first, n[from] = n[from][0], n[from][1:]
	return first
}

// names are the keys named: of each transfer the one in the next remark behind it, by the same account. Where some of
// several transfers of an account failed it is not known which, and a name counts only if all have the same.
func (w Watched) names(b *duniter.Block, e duniter.Event) named {
	list := named{}
	for _, other := range b.Of(e.Extrinsic) {
		if w.isDeposit(other) {
			from, _ := other.Fields()["from"].(keys.Account)
			list[from] = append(list[from], name{})
		}
	}
	x := extrinsic(b, e)
	if x == nil {
		return list
	}
	for from, meant := range w.meant(x) {
		made := list[from]
		same := !slices.ContainsFunc(meant, func(n name) bool { return n != meant[0] })
		for i := range made {
			switch {
			case len(meant) == len(made):
				made[i] = meant[i]
			case same:
				made[i] = meant[0]
			}
		}
	}
	return list
}

// meant is what an extrinsic names for each transfer to a vault within it, by who sends it. What others do in the same
// extrinsic names nothing for him: whoever gives the last approval, or carries out what somebody has announced, could
// else have the money credited to himself.
func (w Watched) meant(x *duniter.Included) map[keys.Account][]name {
	meant := map[keys.Account][]name{}
	waiting := map[keys.Account]int{} // transfers at the end of the list without a remark yet
	for _, d := range doneBy(x) {
		if w.toVault(d.call) {
			meant[d.by] = append(meant[d.by], name{})
			waiting[d.by]++
			continue
		}
		if text, ok := remark(d.call); ok {
			key, named := Named(text)
			named = named && !w.Vaults[key] // nobody could spend what is the vault's own
			list := meant[d.by]
			for i := len(list) - waiting[d.by]; i < len(list); i++ {
				list[i] = name{key, named}
			}
			waiting[d.by] = 0
		}
	}
	return meant
}

// done is a call within an extrinsic, and whose it is: nobody's where that is not known.
type done struct {
	call duniter.Opened
	by   keys.Account
}

// doneBy lists the calls of an extrinsic, and those within them, in the order in which they are done.
func doneBy(x *duniter.Included) (list []done) {
	if x.Signed {
		open(done{x.Opened, x.Signer}, &list)
	} else {
		open(done{call: x.Opened}, &list)
	}
	return list
}

// open lists a call, or the calls within it.
func open(d done, list *[]done) {
	if inner, ok := d.call.Args["calls"].([]any); ok {
		for _, v := range inner {
			if c, ok := duniter.Inner(v); ok {
				open(done{c, d.by}, list)
			}
		}
		return
	}
	if c, ok := duniter.Inner(d.call.Args["call"]); ok {
		open(done{c, d.actsFor()}, list)
		return
	}
	*list = append(*list, d)
}

// actsFor is whose call is within this one: the account of several that the caller is one of, or the one that he may act
// for.
func (d done) actsFor() (who keys.Account) {
	switch d.call.Pallet {
	case "Multisig":
		threshold, _ := d.call.Args["threshold"].(uint64)
		others, _ := d.call.Args["other_signatories"].([]any)
		all := []keys.Account{d.by}
		for _, other := range others {
			a, _ := other.(keys.Account)
			all = append(all, a)
		}
		if threshold < 1<<16 {
			who, _ = duniter.MultisigAccount(uint16(threshold), all)
		}
	case "Proxy":
		who, _ = accountIn(d.call.Args["real"])
	}
	return who
}

// toVault says whether a call moves money to a vault.
func (w Watched) toVault(c duniter.Opened) bool {
	account, ok := accountIn(c.Args["dest"])
	return ok && w.Vaults[account]
}

// accountIn is the account that an argument of a call names by its key.
func accountIn(arg any) (keys.Account, bool) {
	to, _ := arg.(duniter.Variant)
	account, ok := to.Value.(keys.Account)
	return account, ok
}

func remark(c duniter.Opened) (string, bool) {
	if c.Pallet != "System" || !strings.HasPrefix(c.Name, "remark") {
		return "", false
	}
	switch text := c.Args["remark"].(type) {
	case []byte:
		return string(text), true
	case string:
		return text, true
	}
	return "", false
}
