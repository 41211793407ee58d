/**
 * A small OpenSim model: a beam hangs from a shoulder and a segment of 2 kg from the beam. One muscle crosses the joint
 * between the two, attached 0.1 m above and 0.05 m below it.
 */
export function hinge(
  changes: {
    readonly wrap?: string;
    readonly point?: string;
    readonly joint?: string;
    readonly mass?: string;
    readonly version?: string;
    readonly slack?: string;
    readonly fibre?: string;
  } = {},
): string {
  const { wrap, point = 'PathPoint', joint = 'PinJoint', mass = '2', version = '40000' } = changes;
  const { slack = '0.05', fibre = '<optimal_fiber_length>0.1</optimal_fiber_length>' } = changes;
  return `<?xml version="1.0" encoding="UTF-8"?>
<OpenSimDocument Version="${version}"><Model name="hinge">
  <gravity>0 -9.80665 0</gravity>
  <BodySet><objects>
    <Body name="beam"><mass>1</mass><mass_center>0 -0.1 0</mass_center><inertia>0 0 0 0 0 0</inertia></Body>
    <Body name="segment"><mass>${mass}</mass><mass_center>0 -0.15 0</mass_center><inertia>0.02 0.001 0.02 0 0 0</inertia></Body>
  </objects></BodySet>
  <JointSet><objects>
    <PinJoint name="shoulder">
      <socket_parent_frame>ground_offset</socket_parent_frame><socket_child_frame>beam_offset</socket_child_frame>
      <coordinates><Coordinate name="lift"><default_value>0</default_value><range>-1 1</range></Coordinate></coordinates>
      <frames>
        <PhysicalOffsetFrame name="ground_offset"><socket_parent>/ground</socket_parent><translation>0 1 0</translation><orientation>0 0 0</orientation></PhysicalOffsetFrame>
        <PhysicalOffsetFrame name="beam_offset"><socket_parent>/bodyset/beam</socket_parent><translation>0 0 0</translation><orientation>0 0 0</orientation></PhysicalOffsetFrame>
      </frames>
    </PinJoint>
    <${joint} name="middle">
      <socket_parent_frame>beam_end</socket_parent_frame><socket_child_frame>segment_offset</socket_child_frame>
      <coordinates><Coordinate name="bend"><default_value>0</default_value><range>0 2</range></Coordinate></coordinates>
      <frames>
        <PhysicalOffsetFrame name="beam_end"><socket_parent>/bodyset/beam</socket_parent><translation>0 -0.3 0</translation><orientation>0 0 0</orientation></PhysicalOffsetFrame>
        <PhysicalOffsetFrame name="segment_offset"><socket_parent>/bodyset/segment</socket_parent><translation>0 0 0</translation><orientation>0 0 0</orientation></PhysicalOffsetFrame>
      </frames>
    </${joint}>
  </objects></JointSet>
  <ForceSet><objects>
    <Millard2012EquilibriumMuscle name="flexor">
      <GeometryPath name="path">
        <PathPointSet><objects>
          <PathPoint name="a"><socket_parent_frame>/bodyset/beam</socket_parent_frame><location>0 -0.19 0</location></PathPoint>
          <${point} name="b"><socket_parent_frame>/bodyset/beam</socket_parent_frame><location>0 -0.2 0</location></${point}>
          <PathPoint name="c"><socket_parent_frame>/bodyset/segment</socket_parent_frame><location>0 -0.05 0</location></PathPoint>
        </objects></PathPointSet>
        <PathWrapSet><objects>${wrap ? `<PathWrap name="w"><wrap_object>ball</wrap_object><range>${wrap}</range></PathWrap>` : ''}</objects></PathWrapSet>
      </GeometryPath>
      <max_isometric_force>500</max_isometric_force>${fibre}
      <tendon_slack_length>${slack}</tendon_slack_length><pennation_angle_at_optimal>0</pennation_angle_at_optimal>
    </Millard2012EquilibriumMuscle>
  </objects></ForceSet>
</Model></OpenSimDocument>`;
}
