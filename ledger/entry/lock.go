package entry

// LockOf is the highest lock known on a topic.
type LockOf struct {
	Topic    Topic
	Epoch    uint32
	View     uint32
	Proposal Hash
	Votes    []Hash // the Votes that make it; ascending
}

func (l *LockOf) write(w *writer) {
	l.Topic.write(w)
	w.uint(uint64(l.Epoch))
	w.uint(uint64(l.View))
	w.hash(l.Proposal)
	w.hashes(l.Votes)
}

func (l *LockOf) read(r *reader) {
	l.Topic.read(r)
	l.Epoch = uint32(r.uint(1, MaxEpoch))
	l.View = uint32(r.uint(0, MaxView))
	l.Proposal = r.hash()
	l.Votes = r.hashes(1, MaxStewards)
	r.check(ascendingHashes(l.Votes), "votes out of order")
}

func writeLocks(w *writer, list []LockOf) {
	w.uint(uint64(len(list)))
	for i := range list {
		list[i].write(w)
	}
}

// readLocks reads locks by topic, each topic once.
func readLocks(r *reader) []LockOf {
	var list []LockOf
	for range r.count(0, MaxLocks, 2+HashSize) {
		var l LockOf
		l.read(r)
		if n := len(list); n > 0 {
			r.check(list[n-1].Topic.Key() < l.Topic.Key(), "locks out of order")
		}
		list = append(list, l)
	}
	return list
}
