package mesh

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// stream is the bytes of one conversation.
type stream struct {
	id   ID
	name string
	rw   io.ReadWriteCloser
	wake chan struct{} // holds a token when there may be something to say
	room chan struct{} // and when there is room for what the peer says
	cost int           // of the message that waits for it, 0 before it came; guarded by Mesh.mu

	in, out          atomic.Int64 // bytes
	reading, writing atomic.Int64 // tick since which a message is being read, or written; 0: none
	tick             *atomic.Int64
	closing          sync.Once
	closed           chan struct{}
}

// meet has one conversation, until the stream ends.
func (m *Mesh) meet(ctx context.Context, name string, rw io.ReadWriteCloser) {
	x := &stream{name: name, rw: rw, tick: &m.tick, wake: make(chan struct{}, 1), room: make(chan struct{}, 1), closed: make(chan struct{})}
	defer x.close()
	crowded := false
	m.with(func(s *ledger.State, y *Sync) {
		if crowded = len(m.streams) >= m.config.Peers; !crowded {
			x.id = y.Open(s, name)
			m.streams[x.id] = x
		}
	})
	if crowded {
		WriteFrame(rw, Encode(&Bye{Reason: Crowded}))
		return
	}
	stop := context.AfterFunc(ctx, x.close)
	defer stop()
	var speaking sync.WaitGroup
	speaking.Go(func() {
		defer x.close()
		if err := m.speak(x); err != nil {
			m.log.Debug("a peer cannot be told more", "peer", name, "error", err)
		}
	})
	m.log.Debug("a peer is not heard any more", "peer", name, "why", m.listen(x))
	speaking.Wait()
	m.with(func(_ *ledger.State, y *Sync) {
		y.Shut(x.id)
		delete(m.streams, x.id)
	})
}

// close ends the stream; whoever reads or writes fails.
func (x *stream) close() {
	x.closing.Do(func() {
		close(x.closed)
		x.rw.Close()
	})
}

// stuck says whether a message has been on its way for too long.
func (x *stream) stuck(now int64) bool {
	r, w := x.reading.Load(), x.writing.Load()
	return r > 0 && now-r > frameTicks || w > 0 && now-w > writeTicks
}

// Read counts what comes.
func (x *stream) Read(b []byte) (int, error) {
	n, err := x.rw.Read(b)
	if x.in.Add(int64(n)); n > 0 && x.reading.Load() == 0 {
		x.reading.Store(max(x.tick.Load(), 1))
	}
	return n, err
}

// Write counts what goes.
func (x *stream) Write(b []byte) (int, error) {
	x.writing.Store(max(x.tick.Load(), 1))
	defer x.writing.Store(0)
	n, err := x.rw.Write(b)
	x.out.Add(int64(n))
	return n, err
}

// listen hears messages while there is room for what they bring. It returns why it ended: the
// stream has, or what came was wrong, which the peer is told.
func (m *Mesh) listen(x *stream) error {
	for {
		heard, err := m.hear(x)
		switch {
		case errors.Is(err, ErrNewer):
			m.refuse(x, Newer)
		case errors.Is(err, ErrForm), errors.Is(err, ErrTooLong):
			m.refuse(x, Malformed)
		case err == nil:
			m.with(func(s *ledger.State, y *Sync) { y.Hear(s, x.id, heard) })
		}
		if err != nil {
			if !errors.Is(err, ErrNewer) && !errors.Is(err, ErrForm) && !errors.Is(err, ErrTooLong) {
				x.close() // the stream has ended; else what is wrong is still to be said
			}
			return err
		}
	}
}

// hear takes the next message off a stream. No more is made of it than its form before there is room
// for what it brings.
func (m *Mesh) hear(x *stream) (Message, error) {
	if err := m.waitForRoom(x, 0); err != nil {
		return nil, err
	}
	b, err := ReadFrame(x)
	if x.reading.Store(0); err != nil {
		return nil, err
	}
	heard, err := Decode(b)
	if err != nil {
		return nil, err
	}
	if err := m.waitForRoom(x, Price(heard)); err != nil {
		return nil, err
	}
	if brought, ok := heard.(*Entries); ok {
		brought.Read()
	}
	return heard, nil
}

func (m *Mesh) refuse(x *stream, why Reason) {
	m.with(func(_ *ledger.State, y *Sync) { y.Refuse(x.id, why) })
}

// waitForRoom lets a peer wait that brings more than its share, with a message that costs so much.
func (m *Mesh) waitForRoom(x *stream, cost int) error {
	for {
		m.mu.Lock()
		x.cost = cost
		room := m.sync.Room(x.id, cost)
		m.mu.Unlock()
		if room {
			return nil
		}
		select {
		case <-x.room:
		case <-x.closed:
			return errClosed
		}
	}
}

// speak says what is to be said, until the conversation is over.
func (m *Mesh) speak(x *stream) error {
	for {
		var say Message
		over := false
		m.with(func(s *ledger.State, y *Sync) {
			if say = y.Say(s, x.id); say == nil {
				_, over = y.Parting(x.id)
			}
		})
		switch said := say.(type) {
		case nil:
			if over {
				return nil
			}
			select {
			case <-x.wake:
			case <-x.closed:
				return errClosed
			}
		case *Entries:
			if err := m.give(x, said.Names); err != nil {
				return err
			}
		case *Part:
			if err := WriteFrame(x, Encode(m.fill(said))); err != nil {
				return err
			}
		default:
			if err := WriteFrame(x, Encode(say)); err != nil {
				return err
			}
		}
	}
}

// give reads entries from the book and sends them, in as many messages as they need.
func (m *Mesh) give(x *stream, names []entry.Hash) error {
	var batch Batch
	for len(names) > 0 {
		list, rest, err := m.config.Book.Entries(names...)
		if err != nil { // the peer gets the others, and asks again for these
			m.log.Error("the book gives not all that it holds", "error", err)
		}
		for _, e := range list {
			if full := batch.Add(e.Full()); full != nil {
				if err := WriteFrame(x, Encode(full)); err != nil {
					return err
				}
			}
		}
		names = rest
	}
	if rest := batch.Rest(); rest != nil {
		return WriteFrame(x, Encode(rest))
	}
	return nil
}

// Batch cuts entries into messages no longer than MaxMessage.
type Batch struct {
	full [][]byte
	size int
}

// Add takes one more entry, in full form. When it does not fit it returns the message that is full,
// and begins another.
func (b *Batch) Add(full []byte) *Entries {
	var done *Entries
	if b.size+len(full)+lengthSize > entriesSize {
		done = b.Rest()
	}
	b.full, b.size = append(b.full, full), b.size+len(full)+lengthSize
	return done
}

// Rest is the message of what was added last; nil when nothing was.
func (b *Batch) Rest() *Entries {
	if len(b.full) == 0 {
		return nil
	}
	done := &Entries{Full: b.full}
	*b = Batch{}
	return done
}
