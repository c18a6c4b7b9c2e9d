package node

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"sync"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/mesh"
)

// shelfFiles are the files in which bases for newcomers lie, each named by the beginning of its state
// hash. They are made when somebody asks, and may be deleted at any time.
const (
	shelfPrefix = "checkpoint-"
	shelfSuffix = ".base"
)

// shelved is one base that lies there.
type shelved struct {
	state entry.Hash // for which stewards vouch
	name  entry.Hash // SHA-256 of its bytes
	size  int64
	file  *os.File
}

// shelf has the home market's newest base for newcomers, made once, and the one before it for those who
// have begun to fetch that.
type shelf struct {
	node *Node
	wake chan struct{} // holds a token when a base is to be made

	mu    sync.Mutex  // guards what follows
	has   []*shelved  // the newest last
	tried entry.Hash  // the last state for which one was made, or could not be
	wants *entry.Hash // to be made; nil: nothing
}

var _ mesh.Shelf = (*shelf)(nil)

// shelvesKept is how many bases lie there at once.
const shelvesKept = 2

func newShelf(n *Node) *shelf { return &shelf{node: n, wake: make(chan struct{}, 1)} }

// Part gives a part of a base. Where stewards vouch for a newer state than that of the newest base, that
// is made meanwhile.
func (s *shelf) Part(market entry.MarketID, name entry.Hash, from int64) *mesh.Part {
	answer := &mesh.Part{Market: market}
	if market != s.node.home {
		return answer
	}
	var newest ledger.Voucher
	known := false
	s.node.book.View(func(st *ledger.State) { newest, known = st.Vouched(market) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if known && newest.State != s.tried && s.wants == nil {
		s.wants = &newest.State
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	for i := len(s.has) - 1; i >= 0; i-- {
		if x := s.has[i]; name.IsZero() || x.name == name {
			return x.part(answer, from)
		}
	}
	if s.wants != nil && name.IsZero() {
		answer.Giving = mesh.Soon
	}
	return answer
}

// part reads a part; none where the file does not give it.
func (x *shelved) part(answer *mesh.Part, from int64) *mesh.Part {
	if from >= x.size {
		return answer
	}
	b := make([]byte, min(mesh.PartSize, x.size-from))
	if _, err := x.file.ReadAt(b, from); err != nil {
		return answer
	}
	answer.Giving, answer.Name, answer.Size, answer.From, answer.Bytes = mesh.Here, x.name, x.size, from, b
	return answer
}

// run makes bases until ctx ends.
func (s *shelf) run(ctx context.Context) error {
	defer s.close()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		}
		s.mu.Lock()
		wants := s.wants
		s.mu.Unlock()
		if wants == nil {
			continue
		}
		x, err := s.make(*wants)
		if err != nil {
			s.node.logger().Warn("no checkpoint can be given", "why", err)
		}
		s.put(x)
	}
}

// put lays a base on the shelf; nil: none could be made. One that is too old goes.
func (s *shelf) put(x *shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried, s.wants = *s.wants, nil
	if x == nil {
		return
	}
	s.has = append(s.has, x)
	for len(s.has) > shelvesKept {
		s.has[0].remove()
		s.has = s.has[1:]
	}
}

func (x *shelved) remove() {
	path := x.file.Name()
	x.file.Close()
	os.Remove(path) // what stays is deleted by the next one who looks
}

// close lets go of the files, which stay for the next life.
func (s *shelf) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.has {
		x.file.Close()
	}
	s.has, s.tried, s.wants = nil, entry.Hash{}, nil
}

// make makes the base of a state, or finds the one that an earlier life has made. It takes as long as a
// few passes through the book, which goes on meanwhile.
func (s *shelf) make(state entry.Hash) (*shelved, error) {
	path := s.node.config.path(shelfPrefix + state.String()[:16] + shelfSuffix)
	s.tidy(path)
	content, err := os.ReadFile(path)
	if base, bad := ledger.ReadBase(content); err != nil || bad != nil || base.State != state {
		if content, err = s.write(path); err != nil {
			return nil, err
		}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &shelved{state, sha256.Sum256(content), int64(len(content)), file}, nil
}

func (s *shelf) write(path string) ([]byte, error) {
	if low := LowDisk(s.node.config); low != nil {
		return nil, low
	}
	base, err := s.node.book.BaseOf(s.node.home)
	if err != nil {
		return nil, err
	}
	content := base.Bytes()
	return content, ReplaceFile(path, content)
}

// tidy deletes the files of bases that are on nobody's shelf, save one.
func (s *shelf) tidy(save string) {
	files, err := filepath.Glob(s.node.config.path(shelfPrefix + "*" + shelfSuffix))
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, path := range files {
		used := path == save
		for _, x := range s.has {
			used = used || x.file.Name() == path
		}
		if !used {
			os.Remove(path)
		}
	}
}
