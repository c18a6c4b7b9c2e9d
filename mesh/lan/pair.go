package lan

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

// line is one stream with a peer, as the caller of a host gets it.
type line struct {
	stream network.Stream
	mine   bool      // this host opened it
	since  time.Time // when it opened, by this host's monotonic clock
	once   sync.Once
	err    error
	ended  chan struct{} // closed when the caller is done with it

	mu     sync.Mutex // guards gone and cancel
	gone   bool
	cancel context.CancelFunc
}

var _ io.ReadWriteCloser = (*line)(nil)

func newLine(stream network.Stream, mine bool) *line {
	return &line{stream: stream, mine: mine, since: time.Now(), ended: make(chan struct{})}
}

// Read reads what the peer wrote.
func (l *line) Read(b []byte) (int, error) { return l.stream.Read(b) }

// Write writes to the peer. It waits while the peer does not read, until Close.
func (l *line) Write(b []byte) (int, error) { return l.stream.Write(b) }

// Close ends the stream. What was written still goes out, and whoever waits in Read or Write
// comes back. It may be called from anywhere and as often as one likes.
func (l *line) Close() error {
	l.once.Do(func() {
		_ = l.stream.SetDeadline(time.Now())
		l.err = l.stream.Close()
	})
	return l.err
}

// cut ends the stream without a word more, and the context of its caller.
func (l *line) cut() {
	_ = l.stream.Reset()
	l.once.Do(func() { l.err = network.ErrReset })
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = true
	if l.cancel != nil {
		l.cancel()
	}
}

// onCut says what ends the caller's context, at once if the stream has been cut.
func (l *line) onCut(cancel context.CancelFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel = cancel
	if l.gone {
		cancel()
	}
}

// wait waits until the caller is done with the stream, as long as ctx lasts.
func (l *line) wait(ctx context.Context) {
	select {
	case <-l.ended:
	case <-ctx.Done():
	}
}

// settle decides what becomes of a new stream, beside those that are open with the same peer.
// lower says that this host's id is the lower of the two. Both hosts decide for themselves, with
// the same outcome:
//
//   - Two that dialled one another at once keep the stream that the lower id opened.
//   - A stream that comes later than that shows that the peer has lost the older one: it replaces it.
//   - A peer may open several streams on one connection, up to maxStreams.
func settle(open []*line, fresh *line, lower bool) (keep bool, drop []*line) {
	same := 0
	for _, old := range open {
		switch {
		case old.mine != fresh.mine:
			if crossed(old, fresh) && old.mine == lower {
				return false, nil
			}
			drop = append(drop, old)
		case fresh.mine:
			return false, nil
		case old.stream.Conn() != fresh.stream.Conn():
			drop = append(drop, old)
		default:
			same++
		}
	}
	if same >= maxStreams {
		return false, nil
	}
	return true, drop
}

func crossed(a, b *line) bool {
	return b.since.Sub(a.since).Abs() < together
}
