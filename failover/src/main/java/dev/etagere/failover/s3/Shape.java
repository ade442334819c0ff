package dev.etagere.failover.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * Which fields of a request or response belong to one location. Found once for each class from the
 * SDK's own description of it, so that an operation of a later SDK is covered as well. Subtrees
 * without such a field are never visited.
 */
final class Shape {
  private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();
  private static final int DEEPEST = 8;

  /** What a field is. */
  enum Role {
    BUCKET,
    SOURCE_BUCKET,
    COPY_SOURCE,
    KEY,
    VERSION,
    UPLOAD,
    TOKEN,
    CONDITION
  }

  /** Gives a field's new value, or the same. */
  interface Change {
    Object apply(Role role, Object value);
  }

  private record Leaf(SdkField<?> field, Role role) {}

  private record Branch(SdkField<?> field, boolean many, Shape shape) {}

  private final List<Leaf> leaves = new ArrayList<>();
  private final List<Branch> branches = new ArrayList<>();

  private Shape() {}

  static Shape of(SdkPojo pojo) {
    Shape known = KNOWN.get(pojo.getClass());
    if (known == null) {
      known = find(pojo, 0, Roles.of(pojo.getClass()));
      KNOWN.putIfAbsent(pojo.getClass(), known);
    }
    return known;
  }

  private static Shape find(SdkPojo pojo, int depth, Roles roles) {
    Shape shape = new Shape();
    for (SdkField<?> field : pojo.sdkFields()) {
      Role role = roles.of(field, depth);
      if (role != null) {
        shape.leaves.add(new Leaf(field, role));
        continue;
      }
      boolean many = field.marshallingType() == MarshallingType.LIST;
      SdkField<?> element = many ? field.getTrait(ListTrait.class).memberFieldInfo() : field;
      if (element.marshallingType() == MarshallingType.SDK_POJO && depth < DEEPEST) {
        Shape inner = find(element.constructor().get(), depth + 1, roles);
        if (!inner.leaves.isEmpty() || !inner.branches.isEmpty()) {
          shape.branches.add(new Branch(field, many, inner));
        }
      }
    }
    return shape;
  }

  boolean has(Role role) {
    return leaves.stream().anyMatch(leaf -> leaf.role == role)
        || branches.stream().anyMatch(branch -> branch.shape.has(role));
  }

  /** The same object with changed fields; the very same if nothing changes. */
  <T> T change(T pojo, Change change) {
    return change(pojo, null, change);
  }

  /** Into a builder of that object, if there is one already. */
  <T> T change(T pojo, @Nullable Object into, Change change) {
    @Nullable Object builder = into;
    for (Leaf leaf : leaves) {
      Object value = leaf.field.getValueOrDefault(pojo);
      Object other = value == null ? null : change.apply(leaf.role, value);
      builder = set(pojo, builder, leaf.field, value, other);
    }
    for (Branch branch : branches) {
      Object value = branch.field.getValueOrDefault(pojo);
      Object other =
          value == null
              ? null
              : branch.many
                  ? each((List<?>) value, branch.shape, change)
                  : branch.shape.change(value, change);
      builder = set(pojo, builder, branch.field, value, other);
    }
    if (builder == null) {
      return pojo;
    }
    @SuppressWarnings("unchecked") // the builder came from a T
    T built = (T) ((SdkBuilder<?, ?>) builder).build();
    return built;
  }

  private static @Nullable Object set(
      Object pojo,
      @Nullable Object builder,
      SdkField<?> field,
      @Nullable Object value,
      @Nullable Object other) {
    if (value == other) {
      return builder;
    }
    Object into = builder == null ? ((ToCopyableBuilder<?, ?>) pojo).toBuilder() : builder;
    field.set(into, other);
    return into;
  }

  private static List<?> each(List<?> values, Shape shape, Change change) {
    @Nullable List<Object> changed = null;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      Object other = shape.change(value, change);
      if (value != other && changed == null) {
        changed = new ArrayList<>(values);
      }
      if (changed != null) {
        changed.set(i, other);
      }
    }
    return changed == null ? values : changed;
  }
}
