package ledger

// Advance is how far a member may go below zero: the UDs since his last attested state on the
// chain, up to the policy's cap and his share of the fund's part, less what he deposited since.
func (s *State) Advance(r Ref) int64 {
	m := s.markets[r.Market]
	if m == nil || m.current() == nil {
		return 0
	}
	known, ok := m.members[r.Key]
	if !ok || known.fact.FirstUD == 0 {
		return 0
	}
	policy := m.current().policy
	limit := min(int64(policy.AdvanceCap), int64(policy.AdvancePart)/int64(max(1, m.memberCount())))
	sum, daily := int64(0), m.dividendBefore(known.fact.FirstUD)
	for day := known.fact.FirstUD; day <= m.lastDay && sum < limit; day++ {
		if amount, attested := m.days[day]; attested {
			daily = int64(amount)
		}
		sum += daily
	}
	sum = min(sum, limit) - (s.look(r).deposited - known.deposited)
	return max(sum, 0)
}

// dividendBefore is the amount of the last attested day before a day; 0 without one.
func (m *market) dividendBefore(day uint32) int64 {
	last := uint32(0)
	for number := range m.days {
		if number < day {
			last = max(last, number)
		}
	}
	return int64(m.days[last])
}

// memberCount is how many accounts the newest attested facts call members.
func (m *market) memberCount() int {
	n := 0
	for _, known := range m.members {
		if known.fact.FirstUD != 0 {
			n++
		}
	}
	return n
}
