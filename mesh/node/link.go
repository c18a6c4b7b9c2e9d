package node

import (
	"context"
	"io"
	"sync"

	"foirail/mesh"
)

// link is a road to other nodes whose conversations can be begun anew: what a node says of itself
// stands in the first message, so after a new voting key they are.
type link struct {
	road mesh.Link

	mu   sync.Mutex // guards open
	open map[io.Closer]bool
}

var _ mesh.Link = (*link)(nil)

func newLink(road mesh.Link) *link { return &link{road: road, open: map[io.Closer]bool{}} }

// Run meets peers on the road, and keeps their streams in mind.
func (l *link) Run(ctx context.Context, meet func(ctx context.Context, peer string, stream io.ReadWriteCloser)) error {
	return l.road.Run(ctx, func(ctx context.Context, peer string, stream io.ReadWriteCloser) {
		l.mind(stream, true)
		defer l.mind(stream, false)
		meet(ctx, peer, stream)
	})
}

func (l *link) mind(stream io.Closer, open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if open {
		l.open[stream] = true
	} else {
		delete(l.open, stream)
	}
}

// again ends every conversation; the road opens them anew.
func (l *link) again() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for stream := range l.open {
		_ = stream.Close() // it may be closing already
	}
}
