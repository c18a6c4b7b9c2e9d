package node

import (
	"context"
	"encoding/hex"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// maxWait bounds how long a node waits for somebody.
const maxWait = time.Hour

// Wait waits until an entry has come as far as a level, as long as the caller has time, and tells
// how far it is. A node that does not run hears nothing new, so it looks once.
func (n *Node) Wait(ctx context.Context, in WaitRequest) (reply WaitReply, err error) {
	b, err := hex.DecodeString(in.Hash)
	if err != nil || len(b) != entry.HashSize {
		return reply, problem(words.UnknownEntry, err)
	}
	want, err := ledger.ParseLevel(in.Level)
	if err != nil {
		return reply, problem(words.Usage, err, "reason", in.Level)
	}
	ctx, stop := context.WithTimeout(ctx, min(max(in.Within, 0), maxWait))
	defer stop()
	for {
		changed := n.book.Changed() // before the look, so that nothing comes between
		var level ledger.Level
		n.book.View(func(s *ledger.State) { level = s.Level(entry.Hash(b)) })
		reply.Level = level.String()
		if level == ledger.Unknown {
			return reply, problem(words.UnknownEntry, nil)
		}
		if level >= want || !n.run.on.Load() {
			return reply, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return reply, nil
		}
	}
}
