package node

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// importAtOnce is how many entries of a bundle go to the book together.
const importAtOnce = 1000

// maxBundlePart is the largest part of a bundle that goes to a node at once, in bytes: in base64
// it fits into a request.
const maxBundlePart = 24 << 20

// maxStrangers is how many entries of authors whom the ledger does not know a bundle may bring:
// anybody can make any number of them.
const maxStrangers = 512

// Import takes in the entries of a bundle, as far as the book lets them in. Their order is not to
// be relied upon: an entry is brought behind those that it names, and one that came too early is
// brought again, until nothing more is taken.
func (n *Node) Import(ctx context.Context, in ImportRequest) (reply ImportReply, err error) {
	if in.Checkpoint != "" {
		if in.Bundle, reply.From, err = n.beginWithFile(in); err != nil {
			return reply, err
		}
	}
	list, err := readBundle(in.Bundle)
	if err != nil {
		return reply, problem(words.BadBundle, err, "path", "bundle")
	}
	reply.Entries = len(list)
	d := &delivery{node: n, dry: in.DryRun, reply: &reply, pending: inOrder(list)}
	for last := false; len(d.pending) > 0 && err == nil && ctx.Err() == nil; {
		before := len(d.pending)
		if err = d.pass(); err != nil || len(d.pending) < before && !in.DryRun {
			continue
		}
		if last || in.DryRun {
			reply.Join(ImportReply{Refused: d.early})
			break
		}
		last, d.strangers = true, maxStrangers
	}
	if err == nil && reply.New > 0 && !in.DryRun {
		n.attendSoon() // a candidate or a steward may have something to answer
	}
	return reply, err
}

// delivery is a bundle on its way into the book.
type delivery struct {
	node      *Node
	dry       bool
	reply     *ImportReply
	pending   []*entry.Entry // to be brought
	batch     []*entry.Entry // to be brought together
	later     []*entry.Entry // may be taken when others have come
	early     map[string]int // why, by the code of the reason
	strangers int            // entries of unknown authors that may still be brought
	own       bool           // this steward had said something that he did not know
}

// pass brings what is pending once, and leaves what may be taken later. An author whom the ledger
// does not know may have become known by what was just brought.
func (d *delivery) pass() error {
	d.later, d.early = nil, map[string]int{}
	for _, e := range d.pending {
		known := d.dry || d.node.knows(e)
		if !known || len(d.batch) == importAtOnce {
			if err := d.flush(); err != nil {
				return err
			}
			known = known || d.node.knows(e)
		}
		switch {
		case known:
			d.batch = append(d.batch, e)
		case d.strangers > 0:
			d.strangers--
			d.batch = append(d.batch, e)
		default:
			d.wait(e, string(words.UnknownAccount))
		}
	}
	err := d.flush()
	if d.pending = d.later; d.own && err == nil {
		err = d.node.rolledBack(d.node.steward())
	}
	return err
}

func (d *delivery) wait(e *entry.Entry, why string) {
	d.later = append(d.later, e)
	d.early[why]++
}

// flush brings the batch to the book.
func (d *delivery) flush() error {
	if len(d.batch) == 0 {
		return nil
	}
	answers, err := d.node.bring(d.batch, d.dry)
	if err != nil {
		return err
	}
	for i, a := range answers {
		switch {
		case a.Err == nil && a.New:
			d.reply.New++
			d.own = d.own || d.node.isOwn(a.Entry)
		case a.Err == nil:
			d.reply.Known++
		case mayComeLater(a.Err):
			d.wait(d.batch[i], d.node.reason(a.Err))
		default:
			d.reply.Join(ImportReply{Refused: map[string]int{d.node.reason(a.Err): 1}})
		}
	}
	d.batch = nil
	return nil
}

// knows says whether there is reason to keep an entry of this author.
func (n *Node) knows(e *entry.Entry) (yes bool) {
	n.book.View(func(s *ledger.State) {
		yes = s.Holds(e.Hash()) || e.Kind() == entry.KindRedeem || e.Community != s.Community() || e.Hash() == s.Community() ||
			s.Knows(ledger.Ref{Market: e.Market, Key: e.Author})
	})
	return yes
}

// isOwn says whether an entry that came from elsewhere, and was not known here, is by this steward:
// then he has said more than this machine knows.
func (n *Node) isOwn(e *entry.Entry) bool {
	voting := n.steward()
	return voting != nil && e.Author == voting.Account() && e.Market == n.home
}

// bring offers entries to the book. In a dry run it only says which are held.
func (n *Node) bring(list []*entry.Entry, dry bool) ([]ledger.Answer, error) {
	if !dry {
		return n.book.Append(list...)
	}
	answers := make([]ledger.Answer, len(list))
	n.book.View(func(s *ledger.State) {
		for i, e := range list {
			answers[i] = ledger.Answer{Entry: e, New: !s.Holds(e.Hash())}
			if e.Community != s.Community() {
				answers[i].Err = ledger.ErrCommunity
			}
		}
	})
	return answers, nil
}

// reason is the code of why an entry was refused.
func (n *Node) reason(err error) string {
	var p *Problem
	errors.As(n.told(err), &p)
	return string(p.Code)
}

// mayComeLater says whether an entry that was refused may be taken when others have come.
func mayComeLater(err error) bool {
	return errors.Is(err, ledger.ErrOutOfOrder) || errors.Is(err, ledger.ErrStranger) || errors.Is(err, ledger.ErrUnknown)
}

// inOrder puts each entry behind those of the list that it names, and leaves them as they are
// otherwise. Hashes cannot name each other in a circle. Of equal copies it gives one; copies that
// differ in their signatures are all kept, since one may be good.
func inOrder(list []*entry.Entry) []*entry.Entry {
	waiting := make(map[entry.Hash][]*entry.Entry, len(list))
	for _, e := range list {
		copies := waiting[e.Hash()]
		if !slices.ContainsFunc(copies, func(c *entry.Entry) bool { return bytes.Equal(c.Full(), e.Full()) }) {
			waiting[e.Hash()] = append(copies, e)
		}
	}
	ordered := make([]*entry.Entry, 0, len(list))
	var stack []*entry.Entry
	for _, e := range list {
		for stack = append(stack, e); len(stack) > 0; {
			top := stack[len(stack)-1]
			copies := waiting[top.Hash()]
			before := len(stack)
			for _, h := range named(top) {
				if first := waiting[h]; len(copies) > 0 && len(first) > 0 {
					stack = append(stack, first[0])
				}
			}
			if len(stack) == before {
				delete(waiting, top.Hash())
				ordered = append(ordered, copies...)
				stack = stack[:before-1]
			}
		}
	}
	return ordered
}

// named are the entries that an entry cannot be taken in without.
func named(e *entry.Entry) []entry.Hash {
	var list []entry.Hash
	if e.Seq > 1 {
		list = append(list, e.Prev)
	}
	switch body := e.Body.(type) {
	case *entry.Votes:
		for _, v := range body.Items {
			list = append(list, v.Entry)
		}
	case *entry.Redeem:
		list = append(list, body.Series)
	case *entry.Checkpoint:
		list = appendHeads(list, body.Heads)
	case *entry.Propose:
		if next, ok := body.Value.(*entry.NextEpoch); ok {
			list = appendHeads(list, next.Closed)
		}
	}
	return list
}

func appendHeads(list []entry.Hash, heads []entry.Head) []entry.Hash {
	for _, h := range heads {
		if h.Seq > 0 {
			list = append(list, h.Hash)
		}
	}
	return list
}

// ImportNew makes an empty directory a follower of the community whose bundle it is given, and
// takes the bundle in.
func ImportNew(ctx context.Context, config Config, in ImportRequest) (ImportReply, error) {
	reply, err := importNew(ctx, config, in)
	return reply, told(config, err)
}

func importNew(ctx context.Context, config Config, in ImportRequest) (reply ImportReply, err error) {
	if _, err := os.Stat(config.path(LedgerFile)); err == nil {
		return reply, problem(words.AlreadyFounded, nil, "path", config.Dir)
	}
	base, bundle, is, err := cutCheckpoint(in.Bundle)
	if err == nil && is {
		return importCheckpoint(ctx, config, base, ImportRequest{Bundle: bundle, DryRun: in.DryRun})
	}
	var list []*entry.Entry
	if err == nil {
		list, err = readBundle(in.Bundle)
	}
	if err != nil {
		return reply, problem(words.BadBundle, err, "path", "bundle")
	}
	found := founding(list)
	if found == nil {
		return reply, problem(words.NoCommunity, nil, "path", config.Dir)
	}
	if in.DryRun {
		return ImportReply{Entries: len(list), New: len(list)}, nil
	}
	if err := config.follow(found.Community, found.Market, nil, found); err != nil {
		return reply, err
	}
	n, err := Open(config)
	if err != nil {
		return reply, err
	}
	defer n.Close()
	reply, err = n.Import(ctx, in)
	reply.New, reply.Known = reply.New+1, reply.Known-1
	return reply, err
}

// importCheckpoint makes an empty directory begin with a checkpoint, and takes in what stands behind it.
// The checkpoint is checked before the directory has a book.
func importCheckpoint(ctx context.Context, config Config, content []byte, in ImportRequest) (reply ImportReply, err error) {
	base, err := ledger.ReadBase(content)
	if err != nil || len(base.Proof) == 0 {
		return reply, problem(words.BadBundle, err, "path", "bundle")
	}
	list, err := readBundle(in.Bundle)
	if err != nil {
		return reply, problem(words.BadBundle, err, "path", "bundle")
	}
	community := base.Proof[0].Community
	if in.DryRun {
		_, err := base.Load(community, nil)
		return ImportReply{Entries: len(list), New: len(list)}, badBase(err)
	}
	if err := config.begin(community, base); err != nil {
		return reply, err
	}
	n, err := Open(config)
	if err != nil {
		return reply, err
	}
	defer n.Close()
	reply, err = n.Import(ctx, in)
	from := n.from()
	reply.From = &from
	return reply, err
}

// begin makes the directory of a follower whose book begins with a base.
func (c Config) begin(community entry.Hash, base *ledger.Base) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	path := c.path(LedgerFile)
	store, err := createBookFile(path+".new", community)
	if err != nil {
		return err
	}
	err = ledger.Begin(store, community, base)
	if closing := store.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return errors.Join(badBase(err), os.Remove(path+".new"))
	}
	if err := c.keepPeers(known{Market: base.Market.String()}); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncDir(c.Dir)
}

// beginWithFile begins with the checkpoint in a file, where nothing is here yet, and gives the bundle
// behind it.
func (n *Node) beginWithFile(in ImportRequest) (bundle []byte, from *FromReply, err error) {
	info, err := os.Stat(in.Checkpoint)
	if err == nil && info.Size() > maxSpool {
		err = errBundle
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(in.Checkpoint)
	}
	if err != nil {
		return nil, nil, err
	}
	base, bundle, is, err := cutCheckpoint(content)
	if err != nil || !is {
		return nil, nil, problem(words.BadBundle, err, "path", "bundle")
	}
	if !n.holdsNothing() || in.DryRun {
		return bundle, nil, nil
	}
	if err := n.beginWith(base); err != nil {
		return nil, nil, err
	}
	reply := n.from()
	return bundle, &reply, nil
}

// founding is the Found of the community that a bundle begins with, or nil.
func founding(list []*entry.Entry) *entry.Entry {
	for _, e := range list {
		if e.Kind() == entry.KindFound && e.Hash() == list[0].Community {
			return e
		}
	}
	return nil
}

// SplitBundle cuts a bundle into bundles of which each can be sent to a node at once.
func SplitBundle(bundle []byte) (parts [][]byte, err error) {
	list, err := readBundle(bundle)
	if err != nil {
		return nil, problem(words.BadBundle, err, "path", "bundle")
	}
	part := []byte(bundleMagic)
	for _, e := range inOrder(list) {
		if len(part)+len(e.Full()) > maxBundlePart {
			parts, part = append(parts, part), []byte(bundleMagic)
		}
		part = appendEntry(part, e)
	}
	return append(parts, part), nil
}

// Join adds the reply of another part of the same bundle.
func (r *ImportReply) Join(other ImportReply) {
	r.Entries += other.Entries
	r.New += other.New
	r.Known += other.Known
	if r.Refused == nil && len(other.Refused) > 0 {
		r.Refused = maps.Clone(other.Refused)
		return
	}
	for code, count := range other.Refused {
		r.Refused[code] += count
	}
}
