// Macros of other projects that headers use for declarations, as the documentation of each
// says what they declare. They count only where no header of the tree defines the name.

// CPython, Include/object.h
#define PyObject_HEAD PyObject ob_base;
#define PyObject_VAR_HEAD PyVarObject ob_base;

// pybind11, cast.h
#define PYBIND11_TYPE_CASTER(type, py_name) \
 protected: \
  type value; \
 public: \
  static constexpr auto name = py_name; \
  operator type*(); \
  operator type&(); \
  operator type&&() &&; \
  template <typename T_> using cast_op_type = pybind11::detail::movable_cast_op_type<T_>
#define PYBIND11_DECLARE_HOLDER_TYPE(type, holder_type, ...) \
  namespace pybind11 { namespace detail { \
  template <typename type> struct always_construct_holder<holder_type> {}; \
  template <typename type> class type_caster<holder_type> : public copyable_holder_caster<type, holder_type> {}; \
  } }

// gflags, gflags_declare.h
#define DECLARE_bool(name) namespace fLB { extern bool FLAGS_##name; } using fLB::FLAGS_##name
#define DECLARE_int32(name) namespace fLI { extern int FLAGS_##name; } using fLI::FLAGS_##name
#define DECLARE_int64(name) namespace fLI64 { extern long FLAGS_##name; } using fLI64::FLAGS_##name
#define DECLARE_double(name) namespace fLD { extern double FLAGS_##name; } using fLD::FLAGS_##name
#define DECLARE_string(name) namespace fLS { extern std::string& FLAGS_##name; } using fLS::FLAGS_##name

// GoogleTest, gtest.h
#define TEST(suite, name) static void suite##_##name##_Test()
#define TEST_F(fixture, name) static void fixture##_##name##_Test()

// FlatBuffers, base.h
#define FLATBUFFERS_FINAL_CLASS final
#define FLATBUFFERS_MANUALLY_ALIGNED_STRUCT(alignment) struct __attribute__((aligned(alignment)))
#define FLATBUFFERS_STRUCT_END(name, size) static_assert(sizeof(name) == size, "compiler breaks packing rules")

// Foundation, NSObjCRuntime.h
#define NS_ASSUME_NONNULL_BEGIN
#define NS_ASSUME_NONNULL_END
#define NS_ENUM(type, name) enum name : type name; enum name : type
#define API_AVAILABLE(...)
