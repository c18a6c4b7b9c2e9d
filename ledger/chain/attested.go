package chain

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// MemberChange is somebody who became a member of the chain's web of trust, or is one no more.
type MemberChange struct {
	Account keys.Account `json:"account"`
	Name    string       `json:"name"`
	Day     uint32       `json:"day"` // number of the UD at whose block it was read
	Joined  bool         `json:"joined"`
	Epoch   uint32       `json:"epoch"` // whose stewards said so
}

// attested sums up what stewards have read on the chain of deposits and of members.
func attested(s *ledger.State, id entry.MarketID, lists Epochs) (d Deposited, changes []MemberChange) {
	said := map[keys.Account][]ledger.Counted{}
	for _, c := range s.Facts(id) {
		switch f := c.Fact.(type) {
		case *entry.Deposit:
			d.All.add(int64(f.Amount))
			if lists.has(c.Epoch) {
				d.Since.add(int64(f.Amount))
			}
		case *entry.Member:
			said[f.Account] = append(said[f.Account], c)
		}
	}
	changes = []MemberChange{}
	for _, list := range said {
		changes = append(changes, memberChanges(list, lists)...)
	}
	slices.SortFunc(changes, func(a, b MemberChange) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), slices.Compare(a.Account[:], b.Account[:]))
	})
	return d, changes
}

// memberChanges finds where what was said of one account, a day after the other, has changed. Of whom
// nothing was said is no member.
func memberChanges(list []ledger.Counted, lists Epochs) (changes []MemberChange) {
	member := func(c ledger.Counted) *entry.Member { return c.Fact.(*entry.Member) }
	slices.SortFunc(list, func(a, b ledger.Counted) int { return cmp.Compare(member(a).Day, member(b).Day) })
	was := false
	for _, c := range list {
		f := member(c)
		if is := f.FirstUD > 0; is != was {
			if was = is; lists.has(c.Epoch) {
				changes = append(changes, MemberChange{f.Account, f.Name, f.Day, is, c.Epoch})
			}
		}
	}
	return changes
}

// namesOf is how the chain calls those whom stewards have ever found to be members: by what was said last.
func namesOf(s *ledger.State, id entry.MarketID) map[keys.Account]string {
	newest, names := map[keys.Account]uint32{}, map[keys.Account]string{}
	for _, c := range s.Facts(id) {
		if f, ok := c.Fact.(*entry.Member); ok && f.Name != "" && f.Day >= newest[f.Account] {
			newest[f.Account], names[f.Account] = f.Day, f.Name
		}
	}
	return names
}

// named leaves of some names those of the accounts that the report speaks of.
func (r *MarketReport) named(names map[keys.Account]string) map[string]string {
	told := map[string]string{}
	tell := func(accounts ...keys.Account) {
		for _, a := range accounts {
			if name := names[a]; name != "" {
				told[a.String()] = name
			}
		}
	}
	for _, w := range r.Waiting {
		tell(w.Author)
	}
	for _, p := range r.Withdrawals.List {
		tell(p.By, p.To)
	}
	for _, f := range r.Forks {
		tell(f.Author)
	}
	return told
}
