package sim

// event is something that will happen.
type event struct {
	at    int64  // virtual milliseconds
	order uint64 // of two at one time, the one that was planned first comes first
	do    func()
}

func (e event) before(other event) bool {
	return e.at < other.at || e.at == other.at && e.order < other.order
}

// events is a heap of what will happen, the next on top.
type events []event

// push plans an event.
func (h *events) push(e event) {
	list := append(*h, e)
	i := len(list) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !list[i].before(list[parent]) {
			break
		}
		list[i], list[parent] = list[parent], list[i]
		i = parent
	}
	*h = list
}

// pop takes the next event. There must be one.
func (h *events) pop() event {
	list := *h
	top, last := list[0], len(list)-1
	list[0], list[last] = list[last], event{}
	list = list[:last]
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < last && list[child].before(list[least]) {
				least = child
			}
		}
		if least == i {
			break
		}
		list[i], list[least] = list[least], list[i]
		i = least
	}
	*h = list
	return top
}
