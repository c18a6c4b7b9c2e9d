package lan

import (
	"context"
	"log"
	"log/slog"
	"strings"

	"github.com/libp2p/go-libp2p/gologshim"
)

// quietLog turns what the mDNS library would print into debug lines: it remarks on every packet of
// other people's services.
func quietLog(to *slog.Logger) *log.Logger {
	return log.New(lineWriter{to}, "", 0)
}

type lineWriter struct{ log *slog.Logger }

// Write logs one line.
func (w lineWriter) Write(b []byte) (int, error) {
	w.log.Debug(strings.TrimSpace(string(b)))
	return len(b), nil
}

// quietLibp2p sends the errors of libp2p to the log of the first host that is made, and nothing to
// standard error, where people and programs read ours. libp2p has one log for a whole process.
func quietLibp2p(to *slog.Logger) {
	gologshim.SetDefaultHandler(errorsOnly{to.Handler()})
}

type errorsOnly struct{ slog.Handler }

// Enabled lets errors pass.
func (e errorsOnly) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && e.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the bound.
func (e errorsOnly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return errorsOnly{e.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the bound.
func (e errorsOnly) WithGroup(name string) slog.Handler {
	return errorsOnly{e.Handler.WithGroup(name)}
}
