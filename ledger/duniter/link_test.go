package duniter

import (
	"encoding/json"
	"testing"

	"github.com/coder/websocket"
)

// FuzzMessage holds that nothing a node sends makes the reader of a connection fall, answer twice, or give somebody what another
// has asked for.
func FuzzMessage(f *testing.F) {
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"result":"sub1"}`), []byte(`{"jsonrpc":"2.0","method":"x","params":{"subscription":"sub1","result":{"number":"0x1"}}}`))
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"error":{"code":1010,"message":"Invalid Transaction","data":"outdated"}}`), []byte(`{"id":1,"result":null}`))
	f.Add([]byte(`{"id":1}`), []byte(`{"params":{}}`))
	f.Add([]byte(`[]`), []byte(`null`))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		l := &link{waiting: map[uint64]chan message{}, subs: map[string]chan json.RawMessage{}, news: map[uint64]chan json.RawMessage{}}
		news := make(chan json.RawMessage, 1)
		id, mine, _ := l.enter(news)
		_, other, _ := l.enter(nil)
		for _, b := range [][]byte{first, second, first, second} {
			_ = l.take(websocket.MessageText, b)
		}
		select {
		case m := <-mine:
			if *m.ID != id {
				t.Errorf("an answer to %d for %d", *m.ID, id)
			}
			_, _ = m.answer()
		default:
			if len(news) > 0 {
				t.Error("notices of what was never begun")
			}
		}
		l.end(errQuiet)
		if m, open := <-other; open && *m.ID != id+1 {
			t.Errorf("an answer to %d for %d", *m.ID, id+1)
		}
	})
}
