package sim

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"foirail/ledger/duniter/dunitertest"
)

// road is one steward's way to the chain: some node of it, which he reaches now and then. It may be behind,
// and may lie about what is not final. What is final it cannot lie about, as two are asked.
type road struct {
	n      *node
	open   bool
	behind uint32 // blocks
	lies   bool
}

var (
	errRoad = errors.New("the road is closed")
	errWord = errors.New("that is not asked for")
)

// turn opens the road, or closes it for longer.
func (r *road) turn() {
	w := r.n.w
	if r.open = !r.open; !r.open {
		w.count("road: closed")
		w.in(w.slower()*(500+w.rnd.Int64N(3500)), r.turn)
		return
	}
	w.count("road: opened")
	r.behind, r.lies = 0, w.chance(0.25)
	if w.chance(0.3) {
		w.count("road: to a node that is behind")
		r.behind = 1 + uint32(w.rnd.IntN(8))
	}
	w.in(w.slower()*(400+w.rnd.Int64N(1600)), r.turn)
}

// Call asks the node at the other end.
func (r *road) Call(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	w := r.n.w
	if w.troubled && w.chance(0.01) && r.open {
		w.count("road: broke off amid questions")
		r.open = false
	}
	if w.troubled && !r.open {
		return nil, errRoad
	}
	view := w.blocks.chain.View(0)
	if w.troubled {
		view = w.blocks.chain.View(r.behind)
	}
	if method == "author_submitExtrinsic" {
		return r.submit(params)
	}
	return view.Call(ctx, method, params...)
}

// submit sends an extrinsic on. A node that lies says that it has, and has not.
func (r *road) submit(params []any) (json.RawMessage, error) {
	w := r.n.w
	text, ok := params[0].(string)
	b, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if !ok || err != nil {
		return nil, errWord
	}
	if w.troubled && r.lies {
		w.count("road: a node that lies about what it was sent")
	} else {
		w.blocks.send(b)
	}
	return json.Marshal(dunitertest.Call(b).Hash())
}
