package node

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Bounds of the snapshot.
const (
	maxLooked = 4096    // accounts of the market that are looked for in the web of trust
	maxNames  = 100_000 // names of identities that are gone through for those that are not known yet
	maxUDBack = 1 << 17 // blocks behind the head in which the last dividend is looked for
)

// snapshot is the web of trust at the block in which a dividend was created: all stewards look at the same.
type snapshot struct {
	*reading
	day    uint32 // the dividend's number
	at     duniter.Hash
	amount entry.Amount
}

// attestMembers says, once for each dividend and epoch, what the chain's web of trust says of the accounts of
// the market: what counts already is not said again. It looks at the newest dividend, and at those that others have
// looked at and a quorum has not: stewards whose roads are open at different times would never say the same. Accounts
// beyond a bound, and days whose state no node keeps, are left out: nobody may then go below zero by them.
func (r *reading) attestMembers() error {
	voting, err := r.mayWord()
	if err != nil || !r.votes() || !r.look.settings.enough() {
		return nil
	}
	index, err := r.dividend(r.sight.Head.Hash)
	if err != nil || index < 2 {
		return err
	}
	steward := ledger.Ref{Market: r.home, Key: voting.Account()}
	for _, day := range r.daysToSay(steward, index-1) {
		if err := r.attestDay(steward, day); err != nil {
			return err
		}
	}
	return nil
}

// maxDays bounds how many days are looked at for others' sake, the newest of them.
const maxDays = 4

// daysToSay are the days that this steward should look at, of those up to the newest.
func (r *reading) daysToSay(steward ledger.Ref, newest uint32) (days []uint32) {
	memory, epoch := r.look.memory, r.market().Epoch
	if memory.Epoch != epoch {
		memory.Epoch, memory.Days = epoch, map[uint32]bool{}
	}
	r.book.View(func(s *ledger.State) {
		for _, day := range s.DaysSaid(r.home) {
			if day < newest && !s.Attested(steward, &entry.Day{Number: day}) {
				days = append(days, day)
			}
		}
	})
	days = append(days[max(0, len(days)-maxDays):], newest)
	return slices.DeleteFunc(days, func(day uint32) bool { return memory.Days[day] })
}

// attestDay says a day, and whom the web of trust knew then. A day that was looked at is not again.
func (r *reading) attestDay(steward ledger.Ref, day uint32) error {
	snap, err := r.dayOf(day + 1)
	if errors.Is(err, duniter.ErrPruned) {
		r.logger().Warn("the block of a dividend is kept by no endpoint", "dividend", day)
		r.look.memory.Days[day] = true
		return nil
	}
	if err != nil {
		return err
	}
	if snap != nil {
		facts, err := snap.facts(steward)
		if err == nil {
			err = r.say(facts)
		}
		if err != nil {
			return err
		}
	}
	r.look.memory.Days[day] = true
	return nil
}

// dividend is the number of the next dividend after a block.
func (r *reading) dividend(at duniter.Hash) (uint32, error) {
	v, err := r.look.node.Storage(r.ctx, r.sight.Runtime, at, "UniversalDividend", "CurrentUdIndex")
	n, _ := v.(uint64)
	return uint32(min(n, entry.MaxDay)), err
}

// dayOf finds the block that created the dividend before an index; nil when it lies too far back.
func (r *reading) dayOf(index uint32) (*snapshot, error) {
	high := r.sight.Head.Number
	var low uint32
	for step := uint32(64); ; step *= 2 {
		low = high - min(high, step)
		_, earlier, err := r.indexAt(low, index)
		if err != nil {
			return nil, err
		}
		if earlier {
			break
		}
		if low == 0 || step > maxUDBack {
			return nil, nil
		}
	}
	_, high, err := halve(low, high, func(height uint32) (bool, error) {
		_, earlier, err := r.indexAt(height, index)
		return earlier, err
	})
	if err != nil {
		return nil, err
	}
	at, _, err := r.indexAt(high, index)
	if err != nil {
		return nil, err
	}
	v, err := r.look.node.Storage(r.ctx, r.sight.Runtime, at, "UniversalDividend", "CurrentUd")
	amount, _ := v.(uint64)
	if err == nil && (amount == 0 || amount > uint64(entry.MaxAmount)) {
		err = fmt.Errorf("%w: a dividend of %v", duniter.ErrForm, v)
	}
	return &snapshot{reading: r, day: index - 1, at: at, amount: entry.Amount(amount)}, err
}

// indexAt is a block, and whether it was made before the dividend.
func (r *reading) indexAt(height, index uint32) (duniter.Hash, bool, error) {
	hash, err := r.look.node.HashAt(r.ctx, height)
	if err != nil {
		return hash, false, err
	}
	next, err := r.dividend(hash)
	return hash, next < index, err
}

// facts are the day and those members of whom something else counts, or nothing.
func (p *snapshot) facts(steward ledger.Ref) ([]entry.Fact, error) {
	var accounts []keys.Account
	known := map[keys.Account]*entry.Member{}
	p.book.View(func(s *ledger.State) {
		accounts = s.Accounts(p.home, keys.Account{}, maxLooked)
		for _, a := range accounts {
			known[a] = s.MemberFact(ledger.Ref{Market: p.home, Key: a})
		}
	})
	members, err := p.members(accounts, known)
	if err != nil {
		return nil, err
	}
	facts, err := p.revaluations()
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(facts, func(f entry.Fact) bool { return f.Key() == (&entry.Day{Number: p.day}).Key() }) {
		facts = append(facts, &entry.Day{Number: p.day, Amount: p.amount})
	}
	for _, m := range members {
		facts = append(facts, m)
	}
	p.book.View(func(s *ledger.State) {
		facts = slices.DeleteFunc(facts, func(f entry.Fact) bool { return s.Attested(steward, f) })
	})
	return facts, nil
}

// maxRevaluations bounds how many are said, the newest of them: there are two in a year.
const maxRevaluations = 32

// revaluations are the days from which on a dividend was another amount: what was between two days that stewards have
// looked at is reckoned by them.
func (p *snapshot) revaluations() (days []entry.Fact, err error) {
	v, err := p.look.node.Storage(p.ctx, p.sight.Runtime, p.at, "UniversalDividend", "PastReevals")
	if err != nil {
		return nil, err
	}
	list, _ := v.([]any)
	for _, one := range list[max(0, len(list)-maxRevaluations):] {
		pair, ok := one.([]any)
		if !ok || len(pair) != 2 {
			return nil, fmt.Errorf("%w: revaluations of the dividend", duniter.ErrForm)
		}
		from, _ := pair[0].(uint64)
		amount, _ := pair[1].(uint64)
		if from >= 1 && from <= uint64(p.day) && amount > 0 && amount <= uint64(entry.MaxAmount) {
			days = append(days, &entry.Day{Number: uint32(from), Amount: entry.Amount(amount)})
		}
	}
	return days, nil
}

// members are the accounts of which the web of trust says something that does not count yet.
func (p *snapshot) members(accounts []keys.Account, known map[keys.Account]*entry.Member) (list []*entry.Member, err error) {
	identities, first, err := p.eligible(accounts)
	if err != nil {
		return nil, err
	}
	var nameless []uint32
	for _, a := range accounts {
		old, day := known[a], first[a]
		if old == nil && day == 0 || old != nil && old.FirstUD == day && (old.Name != "" || day == 0) {
			continue
		}
		m := &entry.Member{Account: a, Day: p.day, FirstUD: day}
		if id, there := identities[a]; there && day != 0 {
			nameless = append(nameless, id)
		}
		list = append(list, m)
	}
	names, err := p.names(nameless)
	for _, m := range list {
		if id, there := identities[m.Account]; there && m.FirstUD != 0 {
			m.Name = names[id]
		}
	}
	return list, err
}

// eligible are the identities of accounts, and of those who are members the first dividend that they have
// not claimed.
func (p *snapshot) eligible(accounts []keys.Account) (identities map[keys.Account]uint32, first map[keys.Account]uint32, err error) {
	identities, first = map[keys.Account]uint32{}, map[keys.Account]uint32{}
	indices, err := p.items("IdentityIndexOf", accounts)
	if err != nil {
		return nil, nil, err
	}
	var who []keys.Account
	var places []any
	for i, v := range indices {
		if id, ok := v.(uint64); ok {
			identities[accounts[i]] = uint32(id)
			who, places = append(who, accounts[i]), append(places, uint32(id))
		}
	}
	values, err := p.look.node.Items(p.ctx, p.sight.Runtime, p.at, "Identity", "Identities", places...)
	if err != nil {
		return nil, nil, err
	}
	for i, v := range values {
		first[who[i]] = firstUD(v, who[i])
	}
	return identities, first, nil
}

func (p *snapshot) items(item string, accounts []keys.Account) ([]any, error) {
	places := make([]any, len(accounts))
	for i, a := range accounts {
		places[i] = a
	}
	return p.look.node.Items(p.ctx, p.sight.Runtime, p.at, "Identity", item, places...)
}

// firstUD is the first dividend that an identity has not claimed, if it is a member's and his; else 0.
func firstUD(identity any, owner keys.Account) uint32 {
	f, _ := identity.(duniter.Fields)
	data, _ := f["data"].(duniter.Fields)
	status, _ := f["status"].(duniter.Variant)
	first, _ := data["first_eligible_ud"].(uint64)
	if f["owner_key"] != any(owner) || status.Name != "Member" {
		return 0
	}
	return uint32(min(first, entry.MaxDay))
}

// names finds what identities are called. The chain only tells which identity a name has, so all names are
// gone through, where somebody is new.
func (p *snapshot) names(wanted []uint32) (map[uint32]string, error) {
	found := map[uint32]string{}
	if len(wanted) == 0 {
		return found, nil
	}
	all, err := p.look.node.Map(p.ctx, p.sight.Runtime, p.at, maxNames, "Identity", "IdentitiesNames")
	if err != nil {
		return nil, err
	}
	for _, pair := range all {
		id, _ := pair.Value.(uint64)
		if slices.Contains(wanted, uint32(id)) {
			found[uint32(id)] = nameOf(pair.Parts[0])
		}
	}
	return found, nil
}

// nameOf is a name as the ledger may carry it; another kind of bytes is none.
func nameOf(key any) string {
	name, _ := key.(string)
	if b, ok := key.([]byte); ok {
		name = string(b)
	}
	if len(name) > entry.MaxName || !utf8.ValidString(name) {
		return ""
	}
	return name
}
