package duniter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/coder/websocket"
)

// link is one WebSocket connection to one endpoint. A goroutine of its own reads it, from dial until the connection ends; it hands
// each answer to who asked, and each notice to who has subscribed.
type link struct {
	conn *websocket.Conn
	done chan struct{} // closed when the reader has ended

	mu      sync.Mutex // guards all below
	next    uint64
	waiting map[uint64]chan message
	subs    map[string]chan json.RawMessage
	news    map[uint64]chan json.RawMessage // where the notices of a subscription go that is still being asked for
	err     error                           // why the connection ended
}

// notices is how many notices of one subscription may wait to be read. Beyond that the reader is not keeping up, and the
// connection is given up: it is better to begin again than to miss one.
const notices = 256

// newLink begins to read a connection.
func newLink(conn *websocket.Conn) *link {
	conn.SetReadLimit(MaxResponse)
	l := &link{conn: conn, done: make(chan struct{}), waiting: map[uint64]chan message{}, subs: map[string]chan json.RawMessage{},
		news: map[uint64]chan json.RawMessage{}}
	go l.read()
	return l
}

// close ends the connection and waits until nobody reads it.
func (l *link) close() {
	_ = l.conn.CloseNow()
	<-l.done
}

// alive says whether the connection still stands, as far as is known.
func (l *link) alive() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err == nil
}

// read hands out what comes, until the connection ends.
func (l *link) read() {
	defer close(l.done)
	var err error
	for err == nil {
		var kind websocket.MessageType
		var b []byte
		if kind, b, err = l.conn.Read(context.Background()); err == nil {
			err = l.take(kind, b)
		}
	}
	_ = l.conn.CloseNow()
	l.end(err)
}

// end tells everybody who waits that nothing more comes.
func (l *link) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
	for id, to := range l.waiting {
		delete(l.waiting, id)
		close(to)
	}
	for name, to := range l.subs {
		delete(l.subs, name)
		close(to)
	}
}

// take hands out one message. What nobody asked for is dropped.
func (l *link) take(kind websocket.MessageType, b []byte) error {
	var m message
	if kind != websocket.MessageText {
		return fmt.Errorf("%w: bytes that are not text", ErrAnswer)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("%w: %s", ErrAnswer, harmless(err.Error()))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if m.Params != nil {
		return l.notice(string(m.Params.Subscription), m.Params.Result)
	}
	if m.ID == nil {
		return nil
	}
	if to, ok := l.waiting[*m.ID]; ok {
		// A subscription is known before its first notice can be read.
		if news := l.news[*m.ID]; news != nil && m.Error == nil {
			l.subs[string(m.Result)] = news
		}
		delete(l.waiting, *m.ID)
		to <- m
	}
	return nil
}

// notice hands out what a subscription brought. l.mu is held.
func (l *link) notice(name string, result json.RawMessage) error {
	to, ok := l.subs[name]
	if !ok {
		return nil
	}
	select {
	case to <- result:
		return nil
	default:
		return errors.New("notices come faster than they are read")
	}
}

// call asks and waits for the answer. news, when it is not nil, receives the notices of what is subscribed to.
func (l *link) call(ctx context.Context, news chan json.RawMessage, method string, params []any) (json.RawMessage, error) {
	id, to, err := l.enter(news)
	if err != nil {
		return nil, err
	}
	defer l.leave(id)
	b, err := json.Marshal(newRequest(id, method, params))
	if err != nil {
		return nil, err
	}
	if err := l.conn.Write(ctx, websocket.MessageText, b); err != nil {
		return nil, err
	}
	select {
	case m, ok := <-to:
		if !ok {
			return nil, l.why()
		}
		return m.answer()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// enter takes a number and a place to wait at.
func (l *link) enter(news chan json.RawMessage) (uint64, chan message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return 0, nil, l.err
	}
	l.next++
	to := make(chan message, 1)
	l.waiting[l.next] = to
	if news != nil {
		l.news[l.next] = news
	}
	return l.next, to, nil
}

func (l *link) leave(id uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.waiting, id)
	delete(l.news, id)
}

// why is why the connection ended.
func (l *link) why() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// unsubscribe forgets a subscription; the node is told too, and need not answer.
func (l *link) unsubscribe(ctx context.Context, method string, name json.RawMessage) {
	l.mu.Lock()
	delete(l.subs, string(name))
	l.mu.Unlock()
	_, _ = l.call(ctx, nil, method, []any{name})
}
