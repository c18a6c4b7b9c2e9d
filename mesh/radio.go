package mesh

import "context"

// Radio carries frames. It is made of built-in types only, so that a leaf satisfies it without
// importing this room.
type Radio interface {
	// MTU is how many bytes a frame may have.
	MTU() int
	// Left is how many thousandths of the hour's airtime are left.
	Left() int
	// Send puts a frame on air, and returns when another may follow. An error ends nothing: a
	// radio that is unplugged may be plugged in again.
	Send(ctx context.Context, frame []byte) error
	// Receive waits for a frame. It returns an error only when ctx ends, or the radio will never
	// bring anything again.
	Receive(ctx context.Context) ([]byte, error)
}
