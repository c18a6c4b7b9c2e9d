package loratest

import (
	"context"
	"net"
)

// ListenTCP lets programs reach a device over TCP, one at a time, until ctx ends.
func ListenTCP(ctx context.Context, live *Live, device Device, listener net.Listener) error {
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	live.Do(func(*Air) { device.Powered(true) })
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		hang := context.AfterFunc(ctx, func() { conn.Close() })
		Serve(live, device, conn)
		hang()
	}
}
