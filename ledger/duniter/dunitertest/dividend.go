package dunitertest

import (
	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// member is somebody of the web of trust, as the chain keeps him.
type member struct {
	index    uint32
	eligible uint16 // the first dividend that he has not claimed; 0 is none
	owner    keys.Account
	status   uint8
}

// The statuses of an identity that are played.
const (
	isMember  = 2
	notMember = 3
)

func (s *run) member(owner keys.Account) (member, bool) {
	v, ok := s.view.get(s.key("Identity", "IdentityIndexOf", owner))
	if !ok {
		return member{}, false
	}
	m := member{index: duniter.NewReader([]byte(v)).U32()}
	v, _ = s.view.get(s.key("Identity", "Identities", m.index))
	r := duniter.NewReader([]byte(v))
	m.eligible = r.U16()
	r.U32()
	r.Bool()
	m.owner = keys.Account(r.Hash())
	r.U32()
	m.status = r.U8()
	return m, true
}

func (s *run) setMember(m member) {
	var w duniter.Writer
	w.U16(m.eligible)
	w.U32(0)      // when he may create another
	w.Bool(false) // no key before this one
	w.Raw(m.owner[:])
	w.U32(0) // nothing scheduled
	w.U8(m.status)
	s.view.set(s.key("Identity", "Identities", m.index), string(w.Bytes()))
}

// join makes a member. His account is linked to his identity when there is one.
func (s *run) join(m Member) {
	index := uint32(s.word("Identity", "CounterForIdentities")) + 1
	s.setWord(4, uint64(index), "Identity", "CounterForIdentities")
	s.setWord(4, uint64(index), "Identity", "IdentityIndexOf", m.Owner)
	s.setWord(4, uint64(index), "Identity", "IdentitiesNames", []byte(m.Name))
	s.setMember(member{index, uint16(s.index()), m.Owner, isMember})
	s.setWord(4, 1<<31, "Membership", "Membership", index)
	s.setWord(4, s.word("Membership", "CounterForMembership")+1, "Membership", "CounterForMembership")
	if a := s.account(m.Owner); a.there {
		a.identity = index
		s.setAccount(m.Owner, a)
	}
	s.emit("Identity", "IdtyCreated", index, m.Owner)
	s.emit("Identity", "IdtyValidated", index)
	s.emit("Membership", "MembershipAdded", index, uint32(1<<31))
}

// leave ends a membership. What he had not claimed is paid to him at once.
func (s *run) leave(owner keys.Account) {
	m, ok := s.member(owner)
	if !ok || m.status != isMember {
		return
	}
	count, total := s.due(m)
	if count > 0 && s.mint(owner, total) == nil {
		s.emit("UniversalDividend", "UdsAutoPaid", uint16(count), total, owner)
	}
	m.eligible, m.status = 0, notMember
	s.setMember(m)
	s.view.del(s.key("Membership", "Membership", m.index))
	s.setWord(4, s.word("Membership", "CounterForMembership")-1, "Membership", "CounterForMembership")
	s.emit("Membership", "MembershipRemoved", m.index, uint8(0))
}

// index is the number of the next dividend; it begins with 1.
func (s *run) index() uint64 {
	if n := s.word("UniversalDividend", "CurrentUdIndex"); n > 0 {
		return n
	}
	return 1
}

// dividends creates a dividend when its time has come, and first revalues it when that time has come.
func (s *run) dividends(now uint64) {
	next := s.word("UniversalDividend", "NextUd")
	if now < next {
		return
	}
	members := s.word("Membership", "CounterForMembership")
	if again := s.word("UniversalDividend", "NextReeval"); now >= again {
		s.revalue(members)
		s.setWord(8, again+halfYear, "UniversalDividend", "NextReeval")
	}
	amount, index := s.word("UniversalDividend", "CurrentUd"), s.index()
	mass := s.word("UniversalDividend", "MonetaryMass") + amount*members
	s.setWord(8, mass, "UniversalDividend", "MonetaryMass")
	s.setWord(2, index+1, "UniversalDividend", "CurrentUdIndex")
	s.setWord(8, next+day, "UniversalDividend", "NextUd")
	s.emit("UniversalDividend", "NewUdCreated", amount, uint16(index), mass, members)
}

// halfYear is between two revaluations, in milliseconds.
const halfYear = 15_778_800_000

// revalue lets the dividend follow the money there is: new = old + c²·M / (N·182).
func (s *run) revalue(members uint64) {
	mass := s.word("UniversalDividend", "MonetaryMass")
	amount := s.word("UniversalDividend", "CurrentUd") + mass*2382304/1e9/(max(members, 1)*(halfYear/day))
	s.setWord(8, amount, "UniversalDividend", "CurrentUd")
	s.setReevals(append(s.reevals(), reeval{uint16(s.index()), amount}))
	s.emit("UniversalDividend", "UdReevalued", amount, mass, members)
}

// reeval is from which dividend on it was how much.
type reeval struct {
	from   uint16
	amount uint64
}

func (s *run) reevals() (all []reeval) {
	v, ok := s.view.get(s.key("UniversalDividend", "PastReevals"))
	if !ok {
		return nil
	}
	r := duniter.NewReader([]byte(v))
	for range r.Count(10) {
		all = append(all, reeval{r.U16(), r.U64()})
	}
	return all
}

func (s *run) setReevals(all []reeval) {
	var w duniter.Writer
	w.Compact(uint64(len(all)))
	for _, r := range all {
		w.U16(r.from)
		w.U64(r.amount)
	}
	s.view.set(s.key("UniversalDividend", "PastReevals"), string(w.Bytes()))
}

// due is how many dividends a member has not claimed, and what they are in all.
func (s *run) due(m member) (count, total uint64) {
	upTo, first := s.index(), uint64(m.eligible)
	if first == 0 || first >= upTo {
		return 0, 0
	}
	count = upTo - first
	all := s.reevals()
	for i := len(all) - 1; i >= 0 && upTo > first; i-- {
		from := max(uint64(all[i].from), first)
		if upTo > from {
			total += (upTo - from) * all[i].amount
			upTo = from
		}
	}
	return count, total
}

func (s *run) dividend(who keys.Account, name string, a arguments) error {
	if name == "claim_uds" {
		return s.claim(who)
	}
	to, err := a.address("dest")
	if err != nil {
		return err
	}
	amount := a.number("value") * s.word("UniversalDividend", "CurrentUd") / 1000
	return s.transfer(who, to, amount, name == "transfer_ud_keep_alive")
}

func (s *run) claim(who keys.Account) error {
	m, ok := s.member(who)
	if !ok || m.status != isMember {
		return failure("UniversalDividend.AccountNotAllowedToClaimUds")
	}
	count, total := s.due(m)
	if count == 0 {
		return nil
	}
	if err := s.mint(who, total); err != nil {
		return err
	}
	m.eligible = uint16(s.index())
	s.setMember(m)
	s.emit("UniversalDividend", "UdsClaimed", uint16(count), total, who)
	return nil
}

// begin is what stands in block 0.
func (s *run) begin() {
	config := s.chain.config
	s.setWord(8, config.Began, "Timestamp", "Now")
	s.setWord(8, config.Dividend, "UniversalDividend", "CurrentUd")
	s.setWord(8, config.Began+day, "UniversalDividend", "NextUd")
	s.setWord(8, config.Began+13*day, "UniversalDividend", "NextReeval")
	s.setReevals([]reeval{{1, config.Dividend}})
	mass := uint64(0)
	for _, g := range config.Accounts {
		if err := s.mint(g.To, g.Amount); err != nil {
			panic(err)
		}
		mass += g.Amount
	}
	s.setWord(8, mass, "UniversalDividend", "MonetaryMass")
	for _, m := range config.Members {
		s.join(m)
	}
}

// obey does what the root ordered.
func (s *run) obey(orders []order) {
	for _, o := range orders {
		switch {
		case o.Join != nil:
			s.join(*o.Join)
		case o.Grant != nil:
			if err := s.mint(o.Grant.To, o.Grant.Amount); err != nil {
				panic(err)
			}
		default:
			s.leave(o.Leave)
		}
	}
}
