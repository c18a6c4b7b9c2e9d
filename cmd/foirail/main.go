// Foirail keeps a village trading in Ğ1 when the Internet, or the power, is gone.
//
// This room is flags and words on a terminal. It turns a command line into one plain request,
// sends it down the road to a node (package node) and tells the answer. Whether the node is this
// process or another one that runs on the same directory makes no difference here. It holds no
// rule about money and opens no ledger.
//
// The rules of the terminal:
//
//   - Standard output carries what was asked for and nothing else. Standard error carries
//     problems, warnings, questions and remarks.
//   - With --json standard output is one object on one line, or one object a line for lists, and
//     a problem on standard error is one object too. No text is then in a language but "message"
//     and "hint".
//   - Without it, people read full sentences with a full stop, in their language; heads of lists
//     and names of things are in small letters. No exclamation marks.
//   - A problem is three sentences: what happened, is the money safe, what to do now.
//   - Times are local, amounts have two decimals, JSON has RFC 3339 and units of 0.01 Ğ1.
//   - Secrets come from a question without echo, a file or standard input, never from an
//     argument, and go out only to a file for its owner's eyes or to a person who said yes.
//
// One file is one noun. terminal.go is the person's side, road.go the node's.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], world{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv}))
}

// world is all that the program touches besides files, so that a test can give it another.
type world struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	now            func() time.Time // nil: the machine's clock
	workFactor     int              // of a new keystore, as a power of two; 0: the usual one
}

// run is the program: arguments in, exit class out.
func run(args []string, w world) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t := newTerminal(w, args)
	err := refuse(args)
	if err == nil {
		root := t.root()
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if closing := t.hangUp(); err == nil {
		err = closing
	}
	return t.tell(err)
}
