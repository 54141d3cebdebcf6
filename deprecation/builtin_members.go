package deprecation

import (
	"slices"
	"strings"
)

// knownMembers are the members without underscores that classes of Python's library give to
// those that derive from them (Python library reference, "Built-in Types", "Built-in
// Exceptions", enum, collections, collections.abc), by the last name of the class. What they do
// not have, only the deriving class can have.
var knownMembers = makeKnownMembers()

func makeKnownMembers() map[string]map[string]bool {
	const (
		mapping  = "get items keys values "
		changing = mapping + "clear pop popitem setdefault update "
		mutable  = changing + "copy fromkeys "
		sequence = "count index "
		real     = "as_integer_ratio conjugate imag real "
		integer  = real + "bit_count bit_length denominator from_bytes is_integer numerator to_bytes "
		sets     = "isdisjoint copy difference intersection issubset issuperset symmetric_difference union "
		text     = sequence + "capitalize center decode encode endswith expandtabs find format format_map fromhex hex isalnum isalpha isascii " +
			"isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition " +
			"removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title " +
			"translate upper zfill "
	)
	out := map[string]map[string]bool{}
	for names, members := range map[string]string{
		"Enum EnumMeta ReprEnum Flag": "name value", "IntEnum IntFlag": integer + "name value", "StrEnum": text + "name value",
		"dict Dict TypedDict": mutable, "OrderedDict": mutable + "move_to_end", "defaultdict DefaultDict": mutable + "default_factory",
		"Counter": mutable + "elements most_common subtract total", "UserDict": mutable + "data", "Mapping": mapping, "MutableMapping": changing,
		"list List": sequence + "append clear copy extend insert pop remove reverse sort", "tuple Tuple NamedTuple Sequence": sequence,
		"MutableSequence": sequence + "append clear extend insert pop remove reverse", "str bytes": text, "int bool": integer,
		"float": real + "fromhex hex is_integer", "complex": real, "frozenset FrozenSet AbstractSet": sets,
		"set Set MutableSet": sets + "add clear difference_update discard intersection_update pop remove symmetric_difference_update update",
		"Hashable Iterable Iterator Reversible Sized Container Callable Collection Awaitable AsyncIterable AsyncIterator": "",
		"Generator Coroutine": "close send throw",
	} {
		for n := range strings.FieldsSeq(names) {
			out[n] = set(members)
		}
	}
	errors := set("add_note args with_traceback characters_written code derive encoding end end_lineno end_offset errno exceptions filename " +
		"filename2 lineno message msg name obj object offset path print_file_and_line reason split start strerror subgroup text value")
	for n := range builtins {
		if builtinException(n) || strings.HasSuffix(n, "Warning") || strings.HasSuffix(n, "Exception") || strings.HasSuffix(n, "Group") {
			out[n] = errors
		}
	}
	return out
}

// libraryModules are the modules whose classes knownMembers speaks of.
var libraryModules = set("builtins enum typing typing_extensions collections collections.abc")

// mayGive reports whether a class outside of the tree may have a member: any whose members
// are not known.
func mayGive(class, name string) bool {
	members, ok := knownMembers[lastOf(class)]
	return !ok || !libraryModules[outerOf(class)] || isDunder(name) || members[name]
}

// givenOutside reports whether a base that is not of the tree may give a class a member.
func (s *Surface) givenOutside(mro []*Object, name string, seen trail) bool {
	return slices.ContainsFunc(mro, func(c *Object) bool {
		return slices.ContainsFunc(s.basesIn(c, seen), func(b baseRef) bool {
			switch {
			case b.ref.Obj != nil && b.ref.Obj.Kind == ClassKind, plainBase[b.ref.Outside]:
				return false
			}
			return b.ref.Outside == "" || mayGive(b.ref.Outside, name)
		})
	})
}
