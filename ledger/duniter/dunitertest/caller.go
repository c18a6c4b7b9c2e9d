package dunitertest

import (
	"context"
	"encoding/json"

	"foirail/ledger/duniter"
)

// Call makes a View a Caller: a node that needs no socket, for worlds in memory.
func (v View) Call(_ context.Context, method string, params ...any) (json.RawMessage, error) {
	raw, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	answer, refused := v.Answer(method, list)
	if refused != nil {
		return nil, refused
	}
	return json.Marshal(answer)
}

// Now is a Caller that sees the chain as it is whenever it is asked.
type Now struct{ Chain *Chain }

// Call asks the node that is not behind.
func (n Now) Call(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	return n.Chain.View(0).Call(ctx, method, params...)
}

var (
	_ duniter.Caller = View{}
	_ duniter.Caller = Now{}
)
