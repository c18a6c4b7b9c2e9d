package entry

// Next gives up on a view of a topic and asks for the given one, with the highest lock its
// author knows.
type Next struct {
	Topic Topic
	View  uint32
	Lock  *LockOf // nil when there is none; its topic is the Next's
}

// Kind is KindNext.
func (*Next) Kind() Kind { return KindNext }

func (b *Next) write(w *writer, _ MarketID) {
	b.Topic.write(w)
	w.uint(uint64(b.View))
	if b.Lock == nil {
		w.byte(0)
		return
	}
	w.byte(1)
	b.Lock.write(w)
}

func (b *Next) read(r *reader, _ MarketID) {
	b.Topic.read(r)
	b.View = uint32(r.uint(0, MaxView))
	switch r.byte() {
	case 0:
	case 1:
		b.Lock = new(LockOf)
		b.Lock.read(r)
		r.check(b.Lock.Topic == b.Topic, "lock of another topic")
	default:
		r.fail("bad flag")
	}
}
