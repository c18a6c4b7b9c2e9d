package node

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"sync"

	"foirail/ledger/words"
)

// SocketFile is the Unix socket in a directory whose node is running. Its mode is 0600: who may
// read the directory's owner's files may call the verbs.
const SocketFile = "node.sock"

// maxRequest bounds one request on the socket, in bytes: a photograph fits.
const maxRequest = 48 << 20

// asked is a request on the socket; told the answer to it. One connection carries one of each.
type asked struct {
	Verb    string          `json:"verb"`
	Request json.RawMessage `json:"request"`
}

type answered struct {
	Reply   json.RawMessage `json:"reply,omitempty"`
	Problem *Problem        `json:"problem,omitempty"`
}

// RunSocket answers verbs on the directory's socket until ctx ends. It closes ready, unless that
// is nil, when callers can come. It owns the goroutines that it starts, and waits for them.
func (n *Node) RunSocket(ctx context.Context, ready chan<- struct{}) error {
	path := n.config.path(SocketFile)
	// The book is ours alone, so a socket that is there is a dead node's.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	listener, err := listenPrivate(path)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	if ready != nil {
		close(ready)
	}
	var calls sync.WaitGroup
	defer calls.Wait()
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	for {
		conn, err := listener.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		calls.Add(1)
		go func() {
			defer calls.Done()
			defer conn.Close()
			n.answer(ctx, conn)
		}()
	}
}

// answer reads one request and writes its answer. A verb that waits waits no longer than its caller.
func (n *Node) answer(ctx context.Context, conn net.Conn) {
	ctx, gone := context.WithCancel(ctx)
	defer gone()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	var in asked
	var out answered
	err := json.NewDecoder(io.LimitReader(conn, maxRequest)).Decode(&in)
	go func() {
		_, _ = io.Copy(io.Discard, conn) // ends when the caller hangs up, or we do
		gone()
	}()
	if err != nil {
		out.Problem = problem(words.Usage, err)
	} else if reply, err := n.Call(ctx, in.Verb, in.Request); err != nil {
		errors.As(err, &out.Problem)
	} else {
		out.Reply = reply
	}
	if out.Problem != nil {
		n.logger().Debug("asked", "verb", in.Verb, "problem", out.Problem.Code)
	} else {
		n.logger().Debug("asked", "verb", in.Verb)
	}
	// A caller that is gone gets no answer; what was done stays done.
	_ = json.NewEncoder(conn).Encode(out)
}

// Remote is a road over the socket of a running node.
type Remote struct{ path string }

// Dial finds the running node of a directory. It returns fs.ErrNotExist when none listens there.
func Dial(config Config) (*Remote, error) {
	r := &Remote{config.path(SocketFile)}
	conn, err := net.Dial("unix", r.path)
	if err != nil {
		return nil, errors.Join(os.ErrNotExist, err)
	}
	return r, conn.Close()
}

// Call sends a verb over the socket.
func (r *Remote) Call(ctx context.Context, verb string, request json.RawMessage) (json.RawMessage, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", r.path)
	if err != nil {
		return nil, problem(words.Busy, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	var out answered
	if err := json.NewEncoder(conn).Encode(asked{verb, request}); err != nil {
		return nil, problem(words.Interrupted, err)
	}
	if err := json.NewDecoder(conn).Decode(&out); err != nil {
		return nil, problem(words.Interrupted, err)
	}
	if out.Problem != nil {
		return nil, out.Problem
	}
	return out.Reply, nil
}

// Close has nothing to let go of: each call has its own connection.
func (r *Remote) Close() error { return nil }

// Connect takes the road that there is: the socket of a node that runs on the directory, else
// the directory itself. Its problems are Open's.
func Connect(config Config) (Caller, error) {
	if remote, err := Dial(config); err == nil {
		return remote, nil
	}
	return Open(config)
}
