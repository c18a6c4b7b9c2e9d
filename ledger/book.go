package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"sync"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Book keeps a ledger on a Store. It has one door in, which is durable before it answers, wakes
// followers, and takes repeats for what they are. Any number of goroutines may use it: what they
// bring while the disk is busy goes down together, with one sync.
type Book struct {
	store Store
	now   func() uint32
	room  func() error
	every int64         // as Config has it
	turn  chan struct{} // holds one token: whoever has it writes

	snapshots sync.WaitGroup // the goroutine that makes one; Close waits for it
	closing   chan struct{}  // closed by Close
	closed    sync.Once
	keepers   sync.Mutex // held while a snapshot is made and kept, and while records are let go of

	queueing sync.Mutex
	queue    []*request // guarded by queueing

	mu      sync.RWMutex // guards what follows; the writer holds it until the disk has answered
	core    *Core
	next    int64                 // position of the next record
	tail    tail                  // ends there
	origin  *Origin               // from where it counts; nil: from the first entry
	unkept  int64                 // how many records the snapshot kept last does not stand for
	keepAt  int64                 // at which next a snapshot is to be made
	keeping bool                  // one is being made
	keptErr error                 // why the last one was not kept
	asked   map[string]entry.Hash // answers by question
	changed chan struct{}         // closed and replaced when records are appended
	failed  error                 // set when the store failed and could not be read again
}

// Config is what a Book needs. Store and Community must be given.
type Config struct {
	Store     Store
	Community entry.Hash
	Steward   *Steward      // nil: this node does not vote
	Now       func() uint32 // seconds since 1970, for people to read; nil: always 0
	Room      func() error  // asked before anything is written: an error refuses it, and all is as it was; nil: there is room
	Every     int64         // records after which a snapshot is kept, if the store can; 0: DefaultEvery; below: never
}

// OpenBook loads a book from its store. It returns what the store's Replay returns, and
// ErrDamaged for a record that is no entry, ErrCommunity for another community's.
func OpenBook(config Config) (*Book, error) {
	b := &Book{store: config.Store, now: config.Now, room: config.Room, every: config.Every,
		turn: make(chan struct{}, 1), changed: make(chan struct{}), closing: make(chan struct{})}
	if b.every == 0 {
		b.every = DefaultEvery
	}
	if b.now == nil {
		b.now = func() uint32 { return 0 }
	}
	if b.room == nil {
		b.room = func() error { return nil }
	}
	if err := b.load(config.Community, config.Steward); err != nil {
		return nil, err
	}
	return b, nil
}

// load makes a new core of what the store holds. When it fails the book holds nothing: what cannot
// be read is not relied upon.
func (b *Book) load(community entry.Hash, steward *Steward) error {
	b.core = NewCore(community, nil, steward)
	b.asked = map[string]entry.Hash{}
	b.next, b.tail, b.origin = 1, tail{}, nil
	r, err := b.replay(community, 0)
	if err != nil {
		return err
	}
	b.core, b.asked, b.next, b.unkept = newCore(r.state, steward), r.asked, r.next, r.next-r.from
	b.origin = r.origin
	b.tail.end = b.next
	b.keepLater()
	return nil
}

// request is one caller's drafts on their way to the disk.
type request struct {
	offered []*entry.Entry // from elsewhere: their signatures are checked
	draft   Draft          // or made here
	id      string
	answers []Answer
	err     error // the store's, for the whole batch
	done    chan struct{}
}

// size is how many drafts the request makes.
func (r *request) size() int {
	if r.draft != nil {
		return len(r.offered) + 1
	}
	return len(r.offered)
}

// Append takes in entries from elsewhere, in their order. The answers say of each whether it is
// held now, and it is on the disk then; one that is held already is a success. The error is the
// store's: nothing of the batch was kept, and the book stands as it stood before.
func (b *Book) Append(entries ...*entry.Entry) ([]Answer, error) {
	r := &request{offered: entries, done: make(chan struct{})}
	err := b.submit(r)
	return r.answers, err
}

// Write makes an own entry at the head of its chain, and keeps it before it answers. A question
// that has an id gets the same answer each time it is asked: the entry that it made first. Whether
// that is what was asked for now, or the id was used for something else, the caller sees by
// comparing bodies: the book cannot make the entry again to know.
func (b *Book) Write(draft Draft, id string) (*entry.Entry, error) {
	r := &request{draft: draft, id: id, done: make(chan struct{})}
	if err := b.submit(r); err != nil {
		return nil, err
	}
	return r.answers[0].Entry, r.answers[0].Err
}

// submit queues a request, and writes the queue when it gets the turn before it gets its answer.
func (b *Book) submit(r *request) error {
	b.queueing.Lock()
	b.queue = append(b.queue, r)
	b.queueing.Unlock()
	select {
	case <-r.done:
	case b.turn <- struct{}{}:
		if batch := b.gather(); len(batch) > 0 {
			b.write(batch)
		}
		<-b.turn
	}
	return r.err
}

// gather takes the queue, once it has stopped growing: whom the last batch has just answered may
// come along with his next, and share a sync.
func (b *Book) gather() []*request {
	for size := 0; ; runtime.Gosched() {
		b.queueing.Lock()
		batch := b.queue
		if len(batch) == size {
			b.queue = nil
		}
		b.queueing.Unlock()
		if len(batch) == size {
			return batch
		}
		size = len(batch)
	}
}

// write carries a batch through: room, verify, step, persist, answer.
func (b *Book) write(batch []*request) {
	if err := b.room(); err != nil {
		for _, r := range batch {
			r.err = err
			close(r.done)
		}
		return
	}
	good := verify(batch)
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() {
		for _, r := range batch {
			close(r.done)
		}
	}()
	persist, answers, err := []*entry.Entry(nil), []Answer(nil), b.failed
	if err == nil {
		persist, answers, err = b.core.Step(b.drafts(batch, good), b.now())
	}
	if err == nil {
		err = b.persist(persist, batch, answers)
	}
	for _, r := range batch {
		if r.err = err; err == nil {
			n := r.size()
			r.answers, answers = answers[:n:n], answers[n:]
		}
	}
	if err != nil || b.core.Stale() {
		// The core is ahead of the disk, or closed too late: the disk is right.
		b.failed = b.load(b.core.State.community, b.core.Steward)
	}
}

// verify checks the signatures of all offered entries at once; element i of the answer is for
// the i-th offered entry of the batch.
func verify(batch []*request) []bool {
	var questions []keys.Signed
	var of []int
	n := 0
	for _, r := range batch {
		for _, e := range r.offered {
			questions = e.Questions(questions)
			for len(of) < len(questions) {
				of = append(of, n)
			}
			n++
		}
	}
	good := make([]bool, n)
	for i := range good {
		good[i] = true
	}
	for i, ok := range keys.VerifyAll(questions) {
		good[of[i]] = good[of[i]] && ok
	}
	return good
}

// drafts turns a batch into the drafts of one step.
func (b *Book) drafts(batch []*request, good []bool) []Draft {
	var list []Draft
	made := map[string]*entry.Entry{}
	for _, r := range batch {
		for _, e := range r.offered {
			if good[0] {
				list = append(list, Offer(e))
			} else {
				list = append(list, func(*State) (*entry.Entry, error) { return nil, ErrSignature })
			}
			good = good[1:]
		}
		if r.draft != nil {
			list = append(list, b.question(r, made))
		}
	}
	return list
}

// question is a draft whose answer is remembered under its id, and whose signatures hold like
// anybody's. The answers of this batch, which may yet be refused, stand in made.
func (b *Book) question(r *request, made map[string]*entry.Entry) Draft {
	return func(s *State) (*entry.Entry, error) {
		if e := made[r.id]; e != nil && s.Holds(e.Hash()) {
			return e, nil
		}
		if hash, again := b.asked[r.id]; again {
			return b.entry(hash)
		}
		e, err := r.draft(s)
		if err != nil {
			return nil, err
		}
		if !e.Verify() {
			return nil, ErrSignature
		}
		if r.id != "" {
			made[r.id] = e
		}
		return e, nil
	}
}

// persist appends what a step gave to the store and wakes followers.
func (b *Book) persist(entries []*entry.Entry, batch []*request, answers []Answer) error {
	if len(entries) == 0 {
		return nil
	}
	ids := map[entry.Hash]string{}
	for _, r := range batch {
		for range r.offered {
			answers = answers[1:]
		}
		if r.draft != nil {
			if r.id != "" && answers[0].New {
				ids[answers[0].Entry.Hash()] = r.id
			}
			answers = answers[1:]
		}
	}
	records := make([]Record, len(entries))
	for i, e := range entries {
		records[i] = Record{Pos: b.next + int64(i), Ref: Ref{e.Market, e.Author}, Seq: e.Seq,
			Hash: e.Hash(), Full: e.Full(), ID: ids[e.Hash()]}
		if e.Kind() == entry.KindRedeem {
			records[i].Seq = 0
		}
	}
	if err := b.store.Append(records); err != nil {
		return err
	}
	for _, r := range records {
		b.core.State.nodes[r.Hash].pos = r.Pos
		if r.ID != "" {
			b.asked[r.ID] = r.Hash
		}
	}
	b.next += int64(len(records))
	b.tail.add(entries, b.next)
	b.keepSoon(int64(len(records)))
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// Tick tells the steward that time has passed, which matters for his patience only, and keeps what
// he says then. The error is the store's.
func (b *Book) Tick() error {
	b.turn <- struct{}{}
	defer func() { <-b.turn }()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := cmp.Or(b.failed, b.room()); err != nil {
		return err
	}
	persist, err := b.core.Tick(b.now())
	if err == nil {
		err = b.persist(persist, nil, nil)
	}
	if err != nil || b.core.Stale() {
		b.failed = b.load(b.core.State.community, b.core.Steward)
	}
	return err
}

// Asked is the questions that have been answered, by their ids, and the entries that answer them.
func (b *Book) Asked() map[string]entry.Hash {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return maps.Clone(b.asked)
}

// View lets look at the state. It must not be kept, nor changed.
func (b *Book) View(look func(*State)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	look(b.core.State)
}

// Changed is closed when the next records are appended.
func (b *Book) Changed() <-chan struct{} {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.changed
}

// errStop ends a replay early.
var errStop = errors.New("stop")

// Since reads at most limit entries from a position on, and the position after the last. They must
// not be changed.
func (b *Book) Since(from int64, limit int) (list []*entry.Entry, next int64, err error) {
	next = max(from, 1)
	b.mu.RLock()
	list, held := b.tail.since(next, limit)
	b.mu.RUnlock()
	if held {
		return list, next + int64(len(list)), nil
	}
	return b.read(next, limit)
}

// read is Since from the disk.
func (b *Book) read(next int64, limit int) (list []*entry.Entry, _ int64, err error) {
	err = b.store.Replay(next, func(r Record) error {
		if len(list) == limit {
			return errStop
		}
		e, err := entry.Decode(r.Full)
		if err != nil {
			return fmt.Errorf("%w: record %d: %w", ErrDamaged, r.Pos, err)
		}
		list, next = append(list, e), r.Pos+1
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return list, next, err
}

// Next is the position that the next record will have.
func (b *Book) Next() int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.next
}

// Entry reads one entry that the book holds. It returns ErrUnknown when it does not, and ErrBare when
// only a snapshot tells of it.
func (b *Book) Entry(h entry.Hash) (*entry.Entry, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.entry(h)
}

func (b *Book) entry(h entry.Hash) (*entry.Entry, error) {
	n := b.core.State.held(h)
	if n == nil {
		return nil, cmp.Or(b.failed, ErrUnknown)
	}
	if n.entry != nil {
		return n.entry, nil
	}
	if n.bare {
		return nil, ErrBare
	}
	list, held := b.tail.since(n.pos, 1)
	if !held {
		var err error
		if list, _, err = b.read(n.pos, 1); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list[0], nil
}

// Failed is why the book holds nothing: the store failed, and what it holds could not be read
// again. It is nil on a book that can be relied upon.
func (b *Book) Failed() error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.failed
}

// Close keeps a snapshot, if there is something worth it, and lets go of the store. Nobody may use
// the book any more when it is called.
func (b *Book) Close() error {
	b.closed.Do(func() {
		close(b.closing)
		b.snapshots.Wait()
		b.keepNow()
	})
	return b.store.Close()
}

// Serve gives the book a steward, or another one; nil takes him away. What waits for a vote is
// considered at once, and the votes are durable when Serve returns.
func (b *Book) Serve(steward *Steward) error {
	b.turn <- struct{}{}
	b.mu.Lock()
	b.core.Steward = steward
	b.core.State.stirOpen()
	b.core.State.talked = true
	b.mu.Unlock()
	<-b.turn
	_, err := b.Append()
	return err
}

// Settle gives the book's steward what is now known of the chain, or with nil takes it away: batches are
// proposed and judged by it from then on. It must not be changed after. Without a steward nothing happens.
func (b *Book) Settle(known Settling) error {
	b.turn <- struct{}{}
	b.mu.Lock()
	if b.core.Steward != nil {
		b.core.Steward.Settling = known
		b.core.State.talked = true
	}
	b.mu.Unlock()
	<-b.turn
	_, err := b.Append()
	return err
}
