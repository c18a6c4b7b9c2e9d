package dunitertest

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/coder/websocket"
)

// Endpoint is one node's address on loopback. What it does wrong can be changed while it runs.
type Endpoint struct {
	server *Server
	http   *httptest.Server
	conns  map[*connection]bool
	ended  sync.WaitGroup

	behind uint32
	closed bool
	tamper func(method string, answer json.RawMessage) json.RawMessage
	asked  map[string]int
}

// Open opens an endpoint, over TLS if that is wanted.
func (s *Server) Open(tls bool) *Endpoint {
	e := &Endpoint{server: s, conns: map[*connection]bool{}, asked: map[string]int{}}
	e.http = httptest.NewUnstartedServer(http.HandlerFunc(e.serve))
	e.http.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that fail are what tests are about
	if tls {
		e.http.StartTLS()
	} else {
		e.http.Start()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoints = append(s.endpoints, e)
	return e
}

// URL is where it is.
func (e *Endpoint) URL() string { return strings.Replace(e.http.URL, "http", "ws", 1) }

// Roots are whose certificates are to be believed, for an endpoint over TLS.
func (e *Endpoint) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(e.http.Certificate())
	return pool
}

// set changes how it behaves.
func (e *Endpoint) set(change func()) {
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	change()
}

// Lag lets it be so many blocks behind.
func (e *Endpoint) Lag(blocks uint32) { e.set(func() { e.behind = blocks }) }

// Lie lets it change what it answers. A nil answer is none at all: who asked waits in vain.
func (e *Endpoint) Lie(tamper func(method string, answer json.RawMessage) json.RawMessage) {
	e.set(func() { e.tamper = tamper })
}

// Mute lets it answer nothing.
func (e *Endpoint) Mute() {
	e.Lie(func(string, json.RawMessage) json.RawMessage { return nil })
}

// Shut lets it turn away who dials, or not any more. Connections that stand are dropped.
func (e *Endpoint) Shut(shut bool) {
	e.set(func() { e.closed = shut })
	if shut {
		e.Drop()
	}
}

// Drop drops all connections.
func (e *Endpoint) Drop() {
	e.set(func() {
		for c := range e.conns {
			_ = c.conn.CloseNow()
		}
	})
}

// Asked is how often it was asked something.
func (e *Endpoint) Asked(method string) (n int) {
	e.set(func() { n = e.asked[method] })
	return n
}

// Close ends it and waits until its connections have ended.
func (e *Endpoint) Close() {
	e.Shut(true)
	e.http.Close()
	e.ended.Wait()
}

// connection is somebody who has dialled. One goroutine reads what he asks, one writes what he is told.
type connection struct {
	endpoint *Endpoint
	conn     *websocket.Conn
	subs     map[string]*subscription
	out      chan []byte
}

// longestQueue is how much may wait to be written before a connection is given up.
const longestQueue = 4096

// send queues a message. s.mu is held.
func (c *connection) send(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	select {
	case c.out <- b:
	default:
		_ = c.conn.CloseNow()
	}
}

// serve is one connection from dial to end.
func (e *Endpoint) serve(w http.ResponseWriter, r *http.Request) {
	c := &connection{endpoint: e, subs: map[string]*subscription{}, out: make(chan []byte, longestQueue)}
	welcome := false
	e.set(func() {
		if welcome = !e.closed; welcome {
			e.ended.Add(1)
		}
	})
	if !welcome {
		http.Error(w, "closed", http.StatusBadGateway)
		return
	}
	defer e.ended.Done()
	var err error
	if c.conn, err = websocket.Accept(w, r, nil); err != nil {
		return
	}
	defer c.conn.CloseNow()
	c.conn.SetReadLimit(16 << 20)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	e.set(func() { e.conns[c] = true })
	defer e.set(func() { delete(e.conns, c) })
	go c.write(ctx)
	c.read(ctx)
}

func (c *connection) write(ctx context.Context) {
	for {
		select {
		case b := <-c.out:
			if c.conn.Write(ctx, websocket.MessageText, b) != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (c *connection) read(ctx context.Context) {
	for {
		_, b, err := c.conn.Read(ctx)
		if err != nil {
			return
		}
		var q struct {
			ID     json.RawMessage   `json:"id"`
			Method string            `json:"method"`
			Params []json.RawMessage `json:"params"`
		}
		if json.Unmarshal(b, &q) != nil || q.Params == nil {
			return // a question of this form some nodes never answer
		}
		c.endpoint.set(func() { c.take(q.ID, q.Method, q.Params) })
	}
}

// take answers one question, as it is or as this endpoint lies. s.mu is held.
func (c *connection) take(id json.RawMessage, method string, params []json.RawMessage) {
	e := c.endpoint
	e.asked[method]++
	answer, refused := e.server.answer(c, method, params)
	if refused != nil {
		c.send(map[string]any{"jsonrpc": "2.0", "id": id, "error": map[string]any{"code": refused.Code, "message": refused.Message}})
		return
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	if e.tamper != nil {
		if raw = e.tamper(method, raw); raw == nil {
			return
		}
	}
	c.send(map[string]any{"jsonrpc": "2.0", "id": id, "result": json.RawMessage(raw)})
	e.server.tell()
}
