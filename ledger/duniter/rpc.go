package duniter

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Caller asks a node one thing, by JSON-RPC. It returns a NodeError when the node answered that it will not.
type Caller interface {
	Call(ctx context.Context, method string, params ...any) (json.RawMessage, error)
}

var (
	// ErrNoRoad is returned when not enough endpoints could be reached. Nothing was lost by asking.
	ErrNoRoad = errors.New("no road to the chain")
	// ErrClock is returned when an endpoint proved who it is with a certificate that is not valid today, as this machine counts
	// the days. The machine's clock is wrong, or the endpoint has let its certificate run out.
	ErrClock = errors.New("the clock of this machine and the certificate of the endpoint do not agree")
	// ErrDisagree is returned when two endpoints say different things of what is final. One of them is wrong or lies: stop, and
	// let a person look.
	ErrDisagree = errors.New("two endpoints say different things of what is final")
	// ErrPruned is what a NodeError is when the node no longer keeps the state that was asked about. Another may, that keeps all.
	ErrPruned = errors.New("the node keeps no state that old")
	// ErrAnswer is returned for an answer that is none: not JSON-RPC, too large, not of the form that was asked for.
	ErrAnswer = errors.New("an answer of the node that makes no sense")
)

// NodeError is a node's own word that it did not do what it was asked.
type NodeError struct {
	Code    int
	Message string
}

func (e *NodeError) Error() string {
	return fmt.Sprintf("the node answered: %s (%d)", e.Message, e.Code)
}

// What a node says of an extrinsic that it does not take.
const (
	CodeInvalid = 1010 // it can never be included: nonce used, era over, signature wrong
	CodeBanned  = 1012 // it was invalid a moment ago
	CodeKnown   = 1013 // it has it already
	CodeTooLow  = 1014 // another with the same nonce is before it
	codeTxLast  = 1019
	codePruned  = 4003
)

// ofExtrinsic says whether the error is about an extrinsic, and not about the node: another node would say the same.
func (e *NodeError) ofExtrinsic() bool { return e.Code >= CodeInvalid && e.Code <= codeTxLast }

// Is says of a NodeError whether it is ErrPruned.
func (e *NodeError) Is(target error) bool {
	return target == ErrPruned && (e.Code == codePruned || strings.Contains(e.Message, "State already discarded"))
}

// request and message are the two directions of JSON-RPC 2.0.
type request struct {
	Version string `json:"jsonrpc"`
	ID      uint64 `json:"id"`
	Method  string `json:"method"`
	Params  []any  `json:"params"`
}

// newRequest is a question. Where there is nothing to say beside it, that is an empty list: the standard knows no null there, and
// not every node answers to it.
func newRequest(id uint64, method string, params []any) request {
	if params == nil {
		params = []any{}
	}
	return request{"2.0", id, method, params}
}

type message struct {
	ID     *uint64         `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	} `json:"error"`
	Params *struct {
		Subscription json.RawMessage `json:"subscription"`
		Result       json.RawMessage `json:"result"`
	} `json:"params"`
}

// answer is the result in a message, or the node's error.
func (m *message) answer() (json.RawMessage, error) {
	if m.Error == nil {
		return m.Result, nil
	}
	text := m.Error.Message
	if len(m.Error.Data) > 0 && string(m.Error.Data) != "null" {
		text += ": " + strings.Trim(string(m.Error.Data), `"`)
	}
	return nil, &NodeError{m.Error.Code, harmless(text)}
}

// longestText bounds what a node may have a person read, in bytes.
const longestText = 300

// harmless takes out of a node's text what could move a terminal, and cuts it.
func harmless(s string) string {
	s = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) || c == unicode.ReplacementChar {
			return ' '
		}
		return c
	}, s[:min(len(s), longestText)])
	return s
}

// hexOf writes bytes as nodes want them.
func hexOf(b []byte) string { return "0x" + hex.EncodeToString(b) }

// MarshalText writes a hash as nodes do, 0x and 64 digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hexOf(h[:])), nil }

// UnmarshalText reads what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) error {
	b, err := unhex(string(text))
	if err != nil || len(b) != len(h) {
		return fmt.Errorf("%w: %.70q is no hash", ErrAnswer, text)
	}
	*h = Hash(b)
	return nil
}

// String is the hash as nodes write it.
func (h Hash) String() string { return hexOf(h[:]) }

// unhex reads 0x and hexadecimal digits.
func unhex(s string) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok {
		return nil, fmt.Errorf("%w: %.20q is not hexadecimal", ErrAnswer, s)
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil, fmt.Errorf("%w: %.20q is not hexadecimal", ErrAnswer, s)
	}
	return b, nil
}

// hexBytes are bytes in JSON; null is nil.
type hexBytes []byte

func (b *hexBytes) UnmarshalJSON(raw []byte) error {
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		return err
	}
	read, err := unhex(*text)
	*b = read
	return err
}

// ask asks and reads the answer into a T.
func ask[T any](ctx context.Context, c Caller, method string, params ...any) (T, error) {
	var v T
	raw, err := c.Call(ctx, method, params...)
	if err != nil {
		return v, fmt.Errorf("%s: %w", method, err)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, fmt.Errorf("%s: %w: %s", method, ErrAnswer, harmless(err.Error()))
	}
	return v, nil
}
